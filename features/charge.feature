# language: fr
@perf @lent
Fonctionnalité: Cent mille articles qui survivent
  Le test du plan de performance: 100 000 créations, 10 000 modifications, 5 000 suppressions. Rien ne
  manque, rien n'est en double, tout est dans l'ordre.

  Contexte:
    Étant donné que la persistence est activée par défaut

  @inv-1 @inv-3 @inv-4
  Règle: 115 000 événements dans l'ordre, 95 000 articles vivants, aucun de perdu

    Scénario: Par lots
      Étant donné un serveur Lithair sur le port 20010 avec persistence "cent-mille-par-lots"
      Quand je crée 100000 articles par lots de 1000
      Et que je modifie 10000 articles par lots de 1000
      Et que je supprime 5000 articles par lots de 1000
      Alors le fichier events.raftlog doit contenir exactement 115000 événements
      Et le journal compte 100000 créations, 10000 modifications et 5000 suppressions d'articles
      Et les événements se suivent sans trou, en temps strictement croissant
      Et 95000 articles sont vivants dans le journal comme dans l'API
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et les chiffres des 115000 opérations sont joints au rapport

    Scénario: Par demandes isolées
      Étant donné un serveur Lithair sur le port 20011 avec persistence "cent-mille-isolées"
      Quand je crée 100000 articles en parallèle avec 100 threads
      Et que je modifie 10000 articles en parallèle avec 100 threads
      Et que je supprime 5000 articles en parallèle avec 100 threads
      Alors le fichier events.raftlog doit contenir exactement 115000 événements
      Et le journal compte 100000 créations, 10000 modifications et 5000 suppressions d'articles
      Et les événements se suivent sans trou, en temps strictement croissant
      Et 95000 articles sont vivants dans le journal comme dans l'API
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
      Et les chiffres des 115000 opérations sont joints au rapport
