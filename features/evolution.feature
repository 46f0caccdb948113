# language: fr
Fonctionnalité: Le schéma change, le journal reste
  Chaque segment du journal dit sous quelle déclaration ses événements furent écrits. Un départ compare: ce qui convient est accepté, ce qui ne
  convient pas demande une version et un migrateur, et rien n'est jamais réécrit. Le stock (support/apps/stock) a vécu plusieurs déclarations.

  Règle: Ce que les fiches d'avant respectent est accepté sans rien demander

    Scénario: Un champ de plus, qui peut manquer
      Étant donné un serveur Lithair du stock "version-1"
      Et que j'écris 5 produits à la version 1
      Quand je redémarre le serveur sur le stock "avec-couleur"
      Et que j'envoie "PATCH /api/products/v1-0" avec le corps {"colour":"bleu"}
      Alors le stock servi est celui du journal, porté à la version 1
      Et l'histoire du schéma dit:
        | événement | version | différences |
        | 1         | 1       | 1           |
        | 9         | 1       | 1           |

  @inv-9
  Règle: Ce que les fiches d'avant pourraient ne pas respecter arrête le départ, et rien n'est écrit

    Plan du scénario: <cas>
      Étant donné un serveur Lithair du stock "version-1"
      Et que j'écris 4 produits à la version 1
      Et que j'envoie "POST /api/products" avec le corps {"id":"cher","name":"Or","cents":123456}
      Et que j'arrête le serveur proprement
      Quand je lance le serveur sur le stock "<stock>"
      Alors le serveur refuse de démarrer avec le code 78
      Et le refus tient en une ligne qui dit "<raison>"
      Et le répertoire est resté identique à l'octet près

      Exemples:
        | cas                                  | stock          | raison                                          |
        | Un champ retiré sans version         | sans-version   | products.cents: removed                         |
        | Une version à laquelle rien ne mène  | sans-migrateur | no upcaster leads from version 1 to 2           |
        | Une fiche que le migrateur ne sauve pas | prix-bornes | products/cher, event 7: /price: Too big         |

  @inv-4 @inv-7 @panne
  Règle: Des migrateurs portent le passé à la version déclarée, à chaque rejeu

    Plan du scénario: Un journal de trois versions, <encodage>
      Étant donné un serveur Lithair du stock "version-1" réglé avec "LT_ENABLE_BINARY=<binaire> LT_HASH_CHAIN=<chaîne>"
      Et que j'écris 12 produits à la version 1
      Et que je tue le serveur avec SIGKILL
      Quand je redémarre le serveur sur le stock "version-2"
      Et que j'écris 12 produits à la version 2
      Alors le stock servi est celui du journal, porté à la version 2
      Quand je redémarre le serveur sur le stock "version-3"
      Et que j'écris 6 produits à la version 3
      Et que je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors le stock servi est celui du journal, porté à la version 3
      Quand je tue le serveur avec SIGKILL
      Et que j'efface tous les instantanés du stock
      Et que je redémarre le serveur
      Alors le serveur a rejoué tout le journal
      Et le stock servi est celui du journal, porté à la version 3
      Et l'histoire du schéma dit:
        | événement | version | différences |
        | 1         | 1       | 1           |
        | 19        | 2       | 3           |
        | 37        | 3       | 2           |

      Exemples:
        | encodage        | binaire | chaîne |
        | lignes          | 0       | 0      |
        | trames chaînées | 1       | 1      |

    Scénario: L'historique raconte le passé dans la version déclarée
      Étant donné un serveur Lithair du stock "version-1"
      Et que j'envoie l'une après l'autre les demandes:
        | demande               | corps                               |
        | POST /api/products    | {"id":"p","name":"Vis","cents":150} |
        | PATCH /api/products/p | {"cents":175}                       |
      Quand je redémarre le serveur sur le stock "version-2"
      Et que j'envoie "PATCH /api/products/p" avec le corps {"price":2}
      Alors l'historique de "products/p" pour "price" est:
        | événement | de   | à    |
        | 1         |      | 1.5  |
        | 2         | 1.5  | 1.75 |
        | 3         | 1.75 | 2    |

  Règle: Les commandes disent ce qu'un départ ferait, et le font

    Plan du scénario: lithair schema <commande>, stock <stock>
      Étant donné un serveur Lithair du stock "version-1"
      Et que j'écris 5 produits à la version 1
      Et que j'envoie "POST /api/products" avec le corps {"id":"cher","name":"Or","cents":123456}
      Et que j'arrête le serveur proprement
      Quand je lance la commande de schéma "<commande>" sur le stock "<stock>"
      Alors la commande sort avec le code <code>
      Et la commande dit en JSON <dit>
      Et le répertoire est resté identique à l'octet près

      Exemples:
        | commande          | stock        | code | dit                    |
        | diff              | version-1    | 0    | {"kind":"none"}        |
        | diff              | avec-couleur | 0    | {"kind":"additive"}    |
        | diff              | version-2    | 1    | {"kind":"migration"}   |
        | diff              | sans-version | 78   | {"kind":"refused"}     |
        | migrate --dry-run | prix-bornes  | 78   | {"misfits":1}          |

    Scénario: Répéter la migration sous un serveur, la refuser, puis la faire
      Étant donné un serveur Lithair du stock "version-1"
      Et que j'écris 5 produits à la version 1
      Quand je lance la commande de schéma "migrate --dry-run" sur le stock "version-2"
      Alors la migration dit 4 fiches refaites et 0 qui ne vont pas
      Quand je lance la commande de schéma "migrate" sur le stock "version-2"
      Alors la commande sort avec le code 75
      Quand je tue le serveur avec SIGKILL
      Et que je lance la commande de schéma "migrate" sur le stock "version-2"
      Alors la migration dit 4 fiches refaites et 0 qui ne vont pas
      Quand je lance la commande de schéma "diff" sur le stock "version-2"
      Alors la commande sort avec le code 0
      Quand je sauvegarde le journal
      Et que je redémarre le serveur sur le stock "version-2"
      Alors le stock servi est celui du journal, porté à la version 2
      Quand le serveur redémarre sur la sauvegarde
      Alors le stock servi est celui du journal, porté à la version 2
