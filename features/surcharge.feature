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

  Règle: Dix fois plus que le serveur ne peut, et il sert autant qu'il peut

    @lent @seul
    Scénario: Dix fois la capacité pendant 10 s
      Étant donné un serveur Lithair dont le disque met 100 ms à écrire 10 événements
      Et que les refus 503 sont attendus
      Et son débit de pointe, mesuré pendant 3 s avec 50 clients
      Et sa latence habituelle, mesurée pendant 2 s à la moitié de ce débit
      Quand j'écris à 10 fois ce débit pendant 10 s, puis de nouveau à la moitié
      Alors le débit acquitté pendant la surcharge est au moins 80 % du débit de pointe
      Et des demandes ont été refusées avec 503 "overloaded" et l'en-tête Retry-After
      Et la mémoire du serveur n'a pas grandi de plus de 64 Mo
      Et la latence est redevenue habituelle, au double près, en moins de 5 s
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et aucun article refusé n'est dans le journal
