# language: fr
Fonctionnalité: Ce qui est acquitté est dans le journal
  Chaque écriture acquittée est un événement de events.raftlog, une seule fois, dans l'ordre où elle a été
  décidée. Le journal est relu par un lecteur qui ne partage aucun code avec le serveur.

  Contexte:
    Étant donné que la persistence est activée par défaut

  @inv-1
  Règle: Aucune création acquittée ne manque au journal

    Scénario: Créer 1000 articles et vérifier qu'ils sont tous persistés
      Étant donné un serveur Lithair sur le port 20000 avec persistence "mille-articles"
      Quand je crée 1000 articles rapidement
      Alors le fichier events.raftlog doit exister
      Et le fichier events.raftlog doit contenir exactement 1000 événements
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et chaque ligne du journal porte une somme de contrôle chaînée juste
      Et la liste de l'API est le rejeu du journal

    Scénario: Créer 10000 articles en parallèle sans trou ni doublon
      Étant donné un serveur Lithair sur le port 20001 avec persistence "dix-mille-articles"
      Quand je crée 10000 articles en parallèle avec 50 threads
      Alors le fichier events.raftlog doit contenir exactement 10000 événements
      Et les identifiants vont de 0 à 9999 sans trou ni doublon
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique

    @seul
    Scénario: 5000 créations concurrentes depuis 100 clients, identifiants donnés par le serveur
      Étant donné un serveur Lithair sur le port 20002 avec persistence "cinq-mille-articles"
      Quand je crée 5000 articles sans identifiant depuis 100 clients
      Alors les 5000 demandes sont acquittées
      Et les identifiants acquittés sont 5000 UUID de version 7 distincts
      Et la latence moyenne est inférieure à 50 ms
      Et le fichier events.raftlog doit contenir exactement 5000 événements
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique

    Scénario: Mille clients créent dix articles chacun
      Étant donné un serveur Lithair sur le port 20003 avec persistence "mille-clients"
      Quand je crée 10000 articles en parallèle avec 1000 threads
      Alors les 10000 demandes sont acquittées
      Et le fichier events.raftlog doit contenir exactement 10000 événements
      Et les identifiants vont de 0 à 9999 sans trou ni doublon

    Scénario: 50000 articles en 10 lots
      Étant donné un serveur Lithair sur le port 20004 avec persistence "cinquante-mille"
      Quand je crée 50000 articles par lots de 5000
      Alors le fichier events.raftlog doit contenir exactement 50000 événements
      Et le fichier events.raftlog pèse au moins 5 Mo
      Et la lecture d'un article répond en moins de 100 ms
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique

    Scénario: L'acquittement nomme le niveau atteint et la position dans le journal
      Étant donné un serveur Lithair
      Quand je crée 3 articles l'un après l'autre
      Alors chaque acquittement annonce le niveau "disk" et la séquence de son événement

    Plan du scénario: Le niveau annoncé est celui qui a été choisi: <niveau>
      Étant donné un serveur Lithair au niveau de durabilité "<niveau>"
      Quand je crée 3 articles l'un après l'autre
      Alors chaque acquittement annonce le niveau "<niveau>" et la séquence de son événement

      Exemples:
        | niveau |
        | memory |
        | os     |
        | disk   |

  @inv-3
  Règle: Le journal est dense, ordonné, et son temps croît strictement

    Scénario: Le cycle complet création, modification, suppression
      Étant donné un serveur Lithair sur le port 20005 avec persistence "cycle-complet"
      Quand je crée 100 articles, j'en modifie 50 et j'en supprime 25
      Alors le fichier events.raftlog doit contenir exactement 175 événements
      Et le journal compte 100 créations, 50 modifications et 25 suppressions d'articles
      Et les événements se suivent sans trou, en temps strictement croissant
      Et 75 articles sont vivants dans le journal comme dans l'API
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique

    Scénario: L'ordre des événements de plusieurs types est celui des demandes
      Étant donné un serveur Lithair sur le port 20006 avec persistence "ordre"
      Quand j'envoie l'une après l'autre les demandes:
        | demande                      | corps                                                        |
        | POST /api/users              | {"id":"ada","email":"ada@exemple.fr","name":"Ada"}            |
        | POST /api/articles           | {"id":"a1","title":"Un","content":"Texte"}                    |
        | POST /api/comments           | {"id":"c1","articleId":"a1","author":"Ada","body":"Bien vu"}  |
        | PATCH /api/articles/a1       | {"title":"Un, revu"}                                          |
        | DELETE /api/comments/c1      |                                                               |
        | PUT /api/users/ada           | {"email":"ada@exemple.fr","name":"Ada L."}                    |
        | DELETE /api/articles/a1      |                                                               |
      Alors le journal contient dans l'ordre:
        | type           | fiche |
        | UserCreated    | ada   |
        | ArticleCreated | a1    |
        | CommentCreated | c1    |
        | ArticleUpdated | a1    |
        | CommentDeleted | c1    |
        | UserUpdated    | ada   |
        | ArticleDeleted | a1    |
      Et les événements se suivent sans trou, en temps strictement croissant

    Scénario: Un seul outil suffit pour compter: une ligne, un événement
      Étant donné un serveur Lithair
      Quand je crée 100 articles, j'en modifie 10 et j'en supprime 5
      Alors 100 lignes du journal contiennent le texte «"event_type":"ArticleCreated"»
      Et 10 lignes du journal contiennent le texte «"event_type":"ArticleUpdated"»
      Et 5 lignes du journal contiennent le texte «"event_type":"ArticleDeleted"»

    @panne @lent
    Scénario: L'horloge de la machine saute, recule et gèle, sous les écritures et d'un départ à l'autre
      Quand 8 fois, un serveur dont l'horloge saute, sous 8 clients qui mêlent leurs écritures, reçoit SIGKILL à un instant tiré au sort puis redémarre
      Alors rien d'acquitté n'est perdu, altéré ou doublé, rien n'est stocké à moitié, et l'API sert le journal
      Et aucune écriture n'a attendu plus de 1 s

  @inv-4
  Règle: Rejouer le journal redonne l'état servi

    Scénario: Redémarrer avec 1000 articles puis en créer 1000 de plus
      Étant donné un serveur Lithair sur le port 20007 avec persistence "redémarrage"
      Et que je crée 1000 articles rapidement
      Quand je redémarre le serveur
      Et que je crée 1000 articles rapidement
      Alors le fichier events.raftlog doit contenir exactement 2000 événements
      Et les identifiants vont de 0 à 1999 sans trou ni doublon
      Et les événements se suivent sans trou, en temps strictement croissant
      Et la liste de l'API est le rejeu du journal

    Scénario: Les trois modèles reviennent à l'identique après un redémarrage
      Étant donné un serveur Lithair
      Et 20 articles, 20 comptes et 20 commentaires enregistrés, modifiés ou supprimés
      Quand je redémarre le serveur
      Alors les trois modèles sont servis comme avant le redémarrage

    Scénario: 1000 articles de 10 Ko sont rechargés en moins de 5 s
      Étant donné un serveur Lithair sur le port 20008 avec persistence "volumineuse"
      Et que je crée 1000 articles de 10 Ko
      Quand je redémarre le serveur
      Alors le serveur est prêt en moins de 5 s
      Et le fichier events.raftlog pèse au moins 10 Mo
      Et la lecture d'un article répond en moins de 50 ms
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et la liste de l'API est le rejeu du journal

    @panne
    Scénario: Une fiche supprimée ne ressuscite pas après SIGKILL
      Étant donné un serveur Lithair
      Et que je crée 100 articles, j'en modifie 50 et j'en supprime 25
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors les 25 articles supprimés sont introuvables
      Et 75 articles sont vivants dans le journal comme dans l'API

    Plan du scénario: Le contenu revient octet pour octet: <texte>
      Étant donné un serveur Lithair
      Et un article dont le contenu est "<texte>"
      Quand je redémarre le serveur
      Alors l'article a toujours le contenu "<texte>"

      Exemples:
        | texte                                       |
        | Noël à l'œuvre, « déjà » vu — 日本語 🦉      |
        | ligne\\nsuivante\ttabulée\u0000nulle\u2028fin |
        | 00000000:{\"event_type\":\"ArticleDeleted\"}    |
