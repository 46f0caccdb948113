# language: fr
@saboteur @lent
Fonctionnalité: La suite attrape les saboteurs
  Une suite vaut ce qu'elle attrape. Chaque saboteur est le produit, cassé en un point par ses propres ports; des
  scénarios de cette suite, lancés contre lui dans un autre processus, doivent devenir rouges par une assertion qui
  échoue (un départ manqué ne compte pas), et pour la bonne raison.

  Règle: Une promesse trahie rend la suite rouge

    Plan du scénario: <saboteur>
      Quand je lance le scénario "<scénario>" contre le saboteur "<saboteur>"
      Alors ce scénario est rouge par une assertion qui dit "<raison>"

      Exemples: INV-1, ce qui est acquitté survit
        | saboteur                 | scénario                                                   | raison                                |
        | disque-sans-fsync        | Durabilité fsync: 100 articles acquittés, puis SIGKILL     | INV-1: acquittés et perdus            |
        | acquitte-trop-tot        | Durabilité fsync: 100 articles acquittés, puis SIGKILL     | INV-1: acquittés et perdus            |
        | perd-un-sur-dix-mille    | Créer 10000 articles en parallèle sans trou ni doublon     | événements dans events.raftlog        |
        | perd-a-l-arret           | Un arrêt propre au repos ne laisse rien à réparer          | événements dans events.raftlog        |
        | contenu-altere           | Créer 1000 articles et vérifier qu'ils sont tous persistés | INV-1: acquittés et altérés           |
        | double-un-evenement      | Créer 1000 articles et vérifier qu'ils sont tous persistés | événements dans events.raftlog        |

      Exemples: INV-2 et INV-3, le journal ne ment pas
        | saboteur                 | scénario                                                   | raison                                |
        | somme-fausse             | Créer 1000 articles et vérifier qu'ils sont tous persistés | dommage trouvé                        |
        | avale-une-erreur-de-disque | Créer 1000 articles et vérifier qu'ils sont tous persistés | dommage trouvé                      |
        | tait-la-corruption       | Un bit inversé au milieu                                   | sortie du serveur                     |
        | temps-qui-recule         | Le cycle complet création, modification, suppression       | INV-3: horodatage                     |
        | echange-deux-evenements  | L'ordre des événements de plusieurs types est celui des demandes | événements du journal, dans leur ordre |

      Exemples: INV-4, le rejeu redonne l'état
        | saboteur                 | scénario                                                   | raison                                |
        | oublie-les-suppressions  | Une fiche supprimée ne ressuscite pas après SIGKILL        | article supprimé                      |
        | saute-une-fiche          | 2500 articles par pages de 100                             | identifiants vus                      |

      Exemples: INV-5, un lecteur ne voit que du sûr
        | saboteur                 | scénario                                                   | raison                                |
        | acquitte-trop-tot        | Ce qu'un lecteur a vu au niveau "disk" survit à SIGKILL    | INV-5: fiches vues                    |

      Exemples: INV-8, INV-9 et INV-10, les refus
        | saboteur                 | scénario                                                   | raison                                |
        | refus-sans-delai         | Une file de 8 événements devant 200 clients                | INV-8: refus sans Retry-After         |
        | refuse-apres-avoir-pris  | Une file de 8 événements devant 200 clients                | INV-9: stockés sans avoir été envoyés |
        | lot-en-deux-fois         | SIGKILL pendant un lot: tout le lot ou rien                | fiches retrouvées du lot              |
        | ignore-if-match          | PUT avec une étiquette dépassée                            | statut du refus                       |
        | faute-interne-sur-json   | JSON tronqué                                               | statut du refus                       |
        | sans-verrou              | Deux serveurs sur le même répertoire                       | le second serveur n’a pas servi       |
        | ferme-les-connexions     | 100 demandes sur exactement une connexion TCP              | connexions TCP                        |

  Règle: Le témoin est vert

    Scénario: Le serveur honnête, par le même chemin
      Quand je lance ces scénarios contre le saboteur "honnete":
        | Durabilité fsync: 100 articles acquittés, puis SIGKILL           |
        | Créer 10000 articles en parallèle sans trou ni doublon           |
        | Un arrêt propre au repos ne laisse rien à réparer                |
        | Créer 1000 articles et vérifier qu'ils sont tous persistés       |
        | Un bit inversé au milieu                                         |
        | Le cycle complet création, modification, suppression             |
        | L'ordre des événements de plusieurs types est celui des demandes |
        | Une fiche supprimée ne ressuscite pas après SIGKILL              |
        | 2500 articles par pages de 100                                   |
        | Une file de 8 événements devant 200 clients                      |
        | SIGKILL pendant un lot: tout le lot ou rien                      |
        | PUT avec une étiquette dépassée                                  |
        | JSON tronqué                                                     |
        | Deux serveurs sur le même répertoire                             |
        | 100 demandes sur exactement une connexion TCP                    |
      Alors les 15 scénarios sont verts
