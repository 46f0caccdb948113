# language: fr
@perf
Fonctionnalité: Les performances promises
  Un débit ne compte que ce qui est acquitté, au niveau de durabilité nommé. Le client de charge tourne sur la
  même machine: sa part de processeur est jointe à chaque mesure.

  Contexte:
    Étant donné que la persistence est activée par défaut

  @inv-1
  Règle: Les écritures durables vont vite

    Scénario: Performance d'écriture - 1000 req/s
      Étant donné un serveur Lithair sur le port 20020 avec persistence "écriture"
      Et un échauffement de 2 s
      Quand j'écris sans relâche pendant 10 s avec 50 clients
      Alors le débit d'écriture est d'au moins 1000 req/s
      Et le p95 est inférieur à 100 ms
      Et le taux d'erreur est de 0 %
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique

    @lent @accompagné
    Scénario: Persistence continue sous charge - 500 req/s pendant 60 s
      Étant donné un serveur Lithair sur le port 20021 avec persistence "continue"
      Quand j'écris à 500 req/s pendant 60 s
      Alors les 30000 demandes sont acquittées
      Et le fichier events.raftlog doit contenir exactement 30000 événements
      Et les événements se suivent sans trou, en temps strictement croissant
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et les latences comptées depuis l'heure prévue sont jointes au rapport

    @panne
    Scénario: Sans fsync à chaque ajout, plus de 5000 req/s et au moins 95 % de retrouvés après SIGKILL
      Étant donné un serveur Lithair réglé avec "LT_FSYNC_ON_APPEND=0"
      Et un échauffement de 2 s
      Quand j'écris sans relâche pendant 5 s avec 100 clients
      Et que je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors le débit d'écriture est d'au moins 5000 req/s
      Et au moins 95 % des articles acquittés sont retrouvés, et le rapport dit combien

  Règle: Les lectures ne gênent personne

    Scénario: Performance de lecture - 5000 req/s
      Étant donné un serveur Lithair sur le port 20022 avec persistence "lecture"
      Et que je crée 10000 articles par lots de 1000
      Et un échauffement de 2 s
      Quand je lis sans relâche pendant 10 s avec 50 clients
      Alors le débit de lecture est d'au moins 5000 req/s
      Et le p99 est inférieur à 20 ms
      Et le taux d'erreur est de 0 %

    @lent
    Scénario: Performance mixte 80/20 pendant 30 s
      Étant donné un serveur Lithair sur le port 20023 avec persistence "mixte"
      Et que je crée 10000 articles par lots de 1000
      Et un échauffement de 2 s
      Quand je lis 80 % et j'écris 20 % du temps pendant 30 s avec 50 clients
      Alors le débit est de plus de 2000 req/s
      Et le taux d'erreur est inférieur à 0,1 %
      Et la latence moyenne est inférieure à 30 ms
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique

  Règle: Une connexion sert à plusieurs demandes

    @accompagné
    Scénario: 100 demandes sur exactement une connexion TCP
      Étant donné un serveur Lithair
      Quand un client envoie 100 demandes l'une après l'autre en gardant sa connexion
      Alors le client n'a ouvert qu'une connexion TCP
      Et les 100 demandes sont acquittées

  Règle: La charge se mesure sans se tromper

    @panne @accompagné
    Scénario: Le pilote de charge ne confond pas les réponses quand le serveur meurt
      Étant donné un serveur factice qui coupe ses connexions toutes les 50 réponses
      Quand je lui envoie 2000 demandes avec 20 clients
      Alors chaque réponse est créditée à la demande qui l'a provoquée
