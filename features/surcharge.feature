# language: fr
@inv-8
Fonctionnalité: Un serveur débordé le dit
  Toute file a une borne et un refus annoncé (503 et Retry-After), avant que rien ne soit pris.

  Contexte:
    Étant donné que la persistence est activée par défaut

  Règle: Ce qui est refusé n'a pas été écrit, ce qui est acquitté l'est

    Scénario: Une file de 8 événements devant 200 clients
      Étant donné un serveur Lithair réglé avec "LT_MAX_EVENTS_BUFFER=8"
      Et que les refus 503 sont attendus
      Quand je crée 5000 articles en parallèle avec 200 threads
      Alors des demandes ont été refusées avec 503 "overloaded" et l'en-tête Retry-After
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et aucun article refusé n'est dans le journal

    Scénario: Le serveur débordé revient de lui-même
      Étant donné un serveur Lithair réglé avec "LT_MAX_EVENTS_BUFFER=8"
      Et que les refus 503 sont attendus
      Et que je crée 2000 articles en parallèle avec 200 threads
      Quand je crée 100 articles l'un après l'autre
      Alors les 100 dernières créations sont acquittées
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
