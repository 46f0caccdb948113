# language: fr
@saboteur @lent
Fonctionnalité: La suite attrape les saboteurs
  Une suite vaut ce qu'elle attrape. Chaque saboteur est le produit, cassé en un point par ses propres ports; des
  scénarios de cette suite, lancés contre lui dans un autre processus, doivent devenir rouges par une assertion qui
  échoue (un départ manqué ne compte pas), et pour la bonne raison.

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
        | SIGKILL, puis réémission                                         |
        | La clé se lit dans le journal                                    |
        | SIGKILL dès la première réponse à une rafale de la même demande  |
        | Un autre corps                                                   |
        | La même demande, devenue possible                                |
        | Deux serveurs sur le même répertoire                             |
        | 100 demandes sur exactement une connexion TCP                    |
        | Le profil balanced acquitte au niveau os                         |
        | 100 abonnés pendant que 20 clients écrivent                      |
        | Rien n'est dit avant d'être sur le disque                        |
      Alors tous ces scénarios sont verts

    Scénario: Le serveur honnête d'une application, par le même chemin
      Quand je lance ces scénarios contre le saboteur "honnete":
        | restrict refuse de supprimer ce qui est cité                     |
        | cascade supprime ce qui cite, dans la même transaction           |
        | Ni un champ en écriture seule ni un champ non exposé ne sont montrés |
        | Changer un champ immuable                                        |
        | Un champ en mémoire seule est servi, jamais écrit, et oublié au redémarrage |
        | Un champ qui n'est pas écrit seul part avec le prochain événement de sa fiche |
        | Des pages pendant que la boutique change                         |
        | Trois versions déclarées: les trois dernières valeurs, la présente comprise |
        | Un instantané, des écritures, SIGKILL: l'instantané et la suite redonnent l'historique |
        | Chaque liste, à chaque événement, avant et après SIGKILL         |
        | Des ventes, SIGKILL, puis un départ qui rejoue tout              |
        | Une définition change: la vue est refaite du journal entier      |
        | PATCH, PUT, lot, transaction, suppression en cascade, puis SIGKILL |
        | Acquittée, puis SIGKILL: tout en reste                           |
      Alors tous ces scénarios sont verts

    Scénario: Le serveur honnête, devant les instantanés, les segments et un disque plein
      Quand je lance ces scénarios contre le saboteur "honnete":
        | Un arrêt propre laisse l'instantané du dernier événement                  |
        | SIGUSR2, puis SIGKILL dès que l'instantané porte son nom                  |
        | Le plus récent changé d'un bit dans une fiche                             |
        | Créations, modifications et suppressions sur plusieurs segments de lignes |
        | Une limite de taille des fichiers, puis un redémarrage sans elle          |
        | 4000 articles archivés au fil de l'eau, journal texte                     |
        | 4000 articles dont le commencement du journal est supprimé                |
        | Un journal chaîné texte                                                   |
      Alors tous ces scénarios sont verts

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
        | ignore-le-profil         | Le profil balanced acquitte au niveau os                   | niveau annoncé par « disk; seq=1 »    |
        | coupe-une-transaction    | Acquittée, puis SIGKILL: tout en reste                     | statut                                |
        | perd-le-dernier-lot      | 500 SIGKILL à des instants tirés au sort                   | INV-1: acquittés et                   |
        | part-sans-repondre       | 20 SIGTERM à des instants tirés au sort                    | restées sans réponse                  |
        | contenu-altere           | Créer 1000 articles et vérifier qu'ils sont tous persistés | INV-1: acquittés et altérés           |
        | double-un-evenement      | Créer 1000 articles et vérifier qu'ils sont tous persistés | événements dans events.raftlog        |

      Exemples: INV-2 et INV-3, le journal ne ment pas
        | saboteur                 | scénario                                                   | raison                                |
        | somme-fausse             | Créer 1000 articles et vérifier qu'ils sont tous persistés | dommage trouvé                        |
        | avale-une-erreur-de-disque | Créer 1000 articles et vérifier qu'ils sont tous persistés | dommage trouvé                      |
        | tait-la-corruption       | Un bit inversé au milieu                                   | sortie du serveur                     |
        | temps-qui-recule         | Le cycle complet création, modification, suppression       | INV-3: horodatage                     |
        | suit-l-horloge           | L'horloge de la machine saute, recule et gèle, sous les écritures et d'un départ à l'autre | does not increase |
        | echange-deux-evenements  | L'ordre des événements de plusieurs types est celui des demandes | événements du journal, dans leur ordre |

      Exemples: Le compactage ne prend que ce qu'il doit
        | saboteur                 | scénario                                                   | raison                                |
        | perd-un-segment-archive  | 4000 articles archivés au fil de l'eau, journal texte      | INV-1: acquittés et perdus            |
        | archive-un-segment-altere | 4000 articles archivés au fil de l'eau, journal texte     | INV-1: acquittés et                   |

      Exemples: INV-2, la chaîne
        | saboteur                 | scénario                                                   | raison                                |
        | empreinte-sans-contenu   | Un journal chaîné texte                                    | the hash differs                      |
        | chaine-par-lot           | Un journal chaîné texte                                    | the hash differs                      |
        | sans-chaine              | Un journal chaîné texte                                    | empreintes différentes                |

      Exemples: Ce qui est déclaré est appliqué
        | saboteur                 | scénario                                                   | raison                                |
        | ignore-les-references    | restrict refuse de supprimer ce qui est cité               | statut du refus                       |
        | ignore-les-references    | cascade supprime ce qui cite, dans la même transaction     | statut                                |
        | montre-les-champs-caches | Ni un champ en écriture seule ni un champ non exposé ne sont montrés | corps de la réponse         |
        | tait-un-champ            | PATCH, PUT, lot, transaction, suppression en cascade, puis SIGKILL | champs que les événements   |
        | change-l-immuable        | Changer un champ immuable                                  | statut du refus                       |
        | ecrit-la-memoire         | Un champ en mémoire seule est servi, jamais écrit, et oublié au redémarrage | corps de              |
        | ecrit-tout               | Un champ qui n'est pas écrit seul part avec le prochain événement de sa fiche | corps de            |

      Exemples: INV-4, le rejeu redonne l'état
        | saboteur                 | scénario                                                   | raison                                |
        | oublie-les-suppressions  | Une fiche supprimée ne ressuscite pas après SIGKILL        | article supprimé                      |
        | saute-une-fiche          | 2500 articles par pages de 100                             | identifiants vus                      |

      Exemples: INV-4, l'historique est celui qui est déclaré
        | saboteur                 | scénario                                                   | raison                                |
        | oublie-une-version       | Trois versions déclarées: les trois dernières valeurs, la présente comprise | historique de products/p |
        | garde-une-version-de-trop | Trois versions déclarées: les trois dernières valeurs, la présente comprise | historique de products/p |
        | perd-l-historique-au-depart | Un instantané, des écritures, SIGKILL: l'instantané et la suite redonnent l'historique | historiques, identiques |
        | liste-le-present         | Chaque liste, à chaque événement, avant et après SIGKILL   | INV-4: la liste                       |

      Exemples: INV-4, le passé est porté à la version déclarée
        | saboteur                 | scénario                                                   | raison                                |
        | migre-une-fois           | Un journal de trois versions, lignes                       | fiches du stock                       |

      Exemples: INV-5, un lecteur ne voit que du sûr
        | saboteur                 | scénario                                                   | raison                                |
        | acquitte-trop-tot        | Ce qu'un lecteur a vu au niveau "disk" survit à SIGKILL    | INV-5: fiches vues                    |

      Exemples: INV-6, une clé n'agit qu'une fois
        | saboteur                 | scénario                                                   | raison                                |
        | oublie-les-cles          | SIGKILL, puis réémission                                   | INV-6: réponse rejouée                |
        | cle-hors-du-journal      | La clé se lit dans le journal                              | lignes avec                           |
        | acquitte-le-double-trop-tot | SIGKILL dès la première réponse à une rafale de la même demande | INV-6: fiche acquittée       |
        | ignore-l-empreinte       | Un autre corps                                             | statut du refus                       |
        | retient-un-refus         | La même demande, devenue possible                          | statut de la réponse                  |

      Exemples: INV-7, les instantanés, et les segments
        | saboteur                 | scénario                                                   | raison                                |
        | instantane-sans-une-fiche | Un arrêt propre laisse l'instantané du dernier événement  | INV-7: fiche de state.raftsnap        |
        | instantane-avant-fsync   | SIGUSR2, puis SIGKILL dès que l'instantané porte son nom   | INV-7: dommage trouvé dans state.raftsnap |
        | croit-un-instantane-abime | Le plus récent changé d'un bit dans une fiche             | événement de l’instantané chargé      |
        | ecrit-dans-un-segment-scelle | Créations, modifications et suppressions sur plusieurs segments de lignes | segments scellés qui ont changé |

      Exemples: Le direct
        | saboteur                 | scénario                                                   | raison                                |
        | diffuse-en-oubliant      | 100 abonnés pendant que 20 clients écrivent                | événements du journal que l’abonné n’a pas reçus |
        | diffuse-trop-tot         | Rien n'est dit avant d'être sur le disque                  | INV-5: délai avant que l’abonné sache |
        | diffuse-sans-l-application | En direct parmi les autres, puis relu du journal après un SIGKILL | événements appris |
        | diffuse-deux-fois        | SIGKILL en pleine écriture, trois fois: chacun reprend où il en était | événements reçus, dans leur ordre |

      Exemples: Les requêtes
        | saboteur                 | scénario                                                   | raison                                |
        | curseur-qui-compte       | Des pages pendant que la boutique change                   | produits de price                     |

      Exemples: Les vues
        | saboteur                 | scénario                                                   | raison                                |
        | saute-les-evenements-de-l-application | Des ventes, SIGKILL, puis un départ qui rejoue tout | INV-4: vue orders_by_user |
        | garde-l-ancienne-vue     | Une définition change: la vue est refaite du journal entier | INV-4: vue user_analytics            |

      Exemples: INV-1, un disque plein
        | saboteur                 | scénario                                                   | raison                                |
        | acquitte-sur-un-disque-plein | Une limite de taille des fichiers, puis un redémarrage sans elle | INV-1: acquittés et perdus  |

      Exemples: INV-8, INV-9 et INV-10, les refus
        | saboteur                 | scénario                                                   | raison                                |
        | refus-sans-delai         | Une file de 8 événements devant 200 clients                | INV-8: refus sans Retry-After         |
        | refuse-apres-avoir-pris  | Une file de 8 événements devant 200 clients                | INV-9: stockés sans avoir été envoyés |
        | lot-en-morceaux          | SIGKILL pendant un lot: tout le lot ou rien                | fiches retrouvées du lot              |
        | ignore-if-match          | PUT avec une étiquette dépassée                            | statut du refus                       |
        | faute-interne-sur-json   | JSON tronqué                                               | statut du refus                       |
        | sans-verrou              | Deux serveurs sur le même répertoire                       | le second serveur n’a pas servi       |
        | rend-le-verrou           | Dix fois vingt serveurs lancés en même temps sur un verrou que SIGKILL vient de libérer | INV-10: serveurs qui ont démarré |
        | ferme-les-connexions     | 100 demandes sur exactement une connexion TCP              | connexions TCP                        |

    @racine
    Plan du scénario: <saboteur>, sur un vrai disque
      Étant donné une machine où l'on peut monter un disque
      Quand je lance le scénario "<scénario>" contre le saboteur "<saboteur>"
      Alors ce scénario est rouge par une assertion qui dit "<raison>"

      Exemples:
        | saboteur                     | scénario                                                           | raison                     |
        | fsync-qui-ne-fait-rien       | Trois coupures de courant sous 20 clients, LT_SNAPSHOT_EVERY=100000 | INV-1: acquittés et perdus |

  Règle: Un outil qui ment rend la suite rouge

    Plan du scénario: l'outil <saboteur>
      Quand je lance le scénario "<scénario>" contre l'outil saboteur "<saboteur>"
      Alors ce scénario est rouge par une assertion qui dit "<raison>"

      Exemples:
        | saboteur                    | scénario                                         | raison                     |
        | copie-les-fichiers          | Sauvegarder encore n'ajoute que ce qui est nouveau | verdict sur la sauvegarde |
        | oublie-le-dernier-evenement | Sauvegarder encore n'ajoute que ce qui est nouveau | octet pour octet           |

    Scénario: L'outil honnête, par le même chemin
      Quand je lance le scénario "Sauvegarder encore n'ajoute que ce qui est nouveau" contre l'outil saboteur "honnete"
      Alors ce scénario est vert
