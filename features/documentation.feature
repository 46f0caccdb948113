# language: fr
Fonctionnalité: L'API dit ce qu'elle est
  Le document OpenAPI, la page qui le montre et le client typé sont faits des modèles et de la table des routes: ce
  qu'ils disent est ce que le serveur fait. Les tests unitaires comparent chaque appel et chaque réponse décrits.

  Règle: Le document est un OpenAPI 3.1 valide, et décrit tous les appels

    Scénario: Le document d'une bibliothèque
      Étant donné un serveur Lithair de l'application "bibliotheque"
      Quand je lis le document de l'API
      Alors un validateur tiers le trouve valide en version "3.1"
      Et il décrit les appels de "authors, shelves, books, notes, loans"
      Et il ne dit rien du champ "internal"

  Règle: La page marche sans réseau

    Scénario: Tout ce qu'elle charge vient du serveur
      Étant donné un serveur Lithair
      Quand j'ouvre la page "/docs"
      Alors chaque adresse qu'elle nomme est servie par le serveur
      Et sa politique lui interdit toute autre source

    Scénario: Éteinte, elle n'existe pas
      Étant donné un serveur Lithair réglé avec "LT_DOCS=0"
      Alors "GET /docs" est refusé avec 404 "route_not_found"
      Et "GET /openapi.json" est refusé avec 404 "route_not_found"

  Règle: Un client écrit depuis les modèles parle au vrai serveur

    Scénario: Le client qu'écrit la commande
      Étant donné un serveur Lithair de l'application "bibliotheque"
      Quand la commande "lithair client" écrit le client de l'application "bibliotheque"
      Et que ce client crée, lit, modifie et parcourt des étagères
      Alors le journal contient dans l'ordre:
        | type         | fiche |
        | ShelfCreated | s1    |
        | ShelfCreated | s2    |
        | ShelfUpdated | s1    |
      Et le client a lu les étagères "Romans, Contes" puis un refus 409 "unique_violation"

    @inv-1 @panne
    Scénario: Le client qu'écrit la commande suit les ventes par-dessus un SIGKILL
      Étant donné un serveur Lithair de l'application "ventes"
      Quand la commande "lithair client" écrit le client de l'application "ventes"
      Et que ce client suit ce qui se passe
      Et que ce client passe 5 commandes
      Et que je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Et que ce client passe 5 commandes
      Alors ce client a suivi 10 commandes, chacune une fois et dans l'ordre du journal
      Et il a perdu sa connexion au moins 1 fois
      Et il lit les mêmes commandes dans la vue "orders_by_user"
