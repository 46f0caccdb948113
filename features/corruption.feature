# language: fr
@inv-2 @panne
Fonctionnalité: Un journal abîmé est dit abîmé
  Un milieu abîmé est localisé (fichier, octet, séquence) et refusé: jamais sauté, jamais réparé en silence.
  Une fin déchirée est mise de côté puis coupée.

  Contexte:
    Étant donné que la persistence est activée par défaut

  Règle: Chaque dommage est trouvé, localisé, et le serveur refuse de démarrer sans rien toucher

    Plan du scénario: <dommage>
      Étant donné un répertoire qui contient 100 articles enregistrés puis un arrêt propre
      Quand <geste>
      Alors lithair verify juge le répertoire "corrupt" et nomme le fichier, l'octet et la séquence
      Et le serveur refuse de démarrer avec le code 65 et nomme le fichier, l'octet et la séquence
      Et le répertoire est resté identique à l'octet près

      Exemples:
        | dommage                                            | geste                                                |
        | Un bit inversé dans le premier événement           | j'inverse un bit de l'événement 1                    |
        | Un bit inversé au milieu                           | j'inverse un bit de l'événement 50                   |
        | Un bit inversé dans le dernier événement           | j'inverse un bit de l'événement 100                  |
        | Des octets retirés au milieu d'un enregistrement   | je retire 7 octets de l'événement 40                 |
        | Le fichier coupé entre deux enregistrements        | je coupe le journal avant l'événement 91             |
        | Le fichier coupé avant le dernier enregistrement   | je coupe le journal avant l'événement 100            |
        | Le fichier coupé au milieu d'un enregistrement     | je coupe le journal au milieu de l'événement 60      |
        | Deux enregistrements voisins échangés              | j'échange l'événement 30 et le suivant               |
        | Les deux derniers enregistrements échangés         | j'échange l'événement 99 et le suivant               |
        | Un enregistrement supprimé au milieu               | je supprime la ligne de l'événement 20               |
        | Le dernier enregistrement supprimé                 | je supprime la ligne de l'événement 100              |
        | Un enregistrement en double au milieu              | je duplique la ligne de l'événement 70               |

    Scénario: Un journal disparu n'est pas un répertoire neuf
      Étant donné un répertoire qui contient 100 articles enregistrés puis un arrêt propre
      Quand j'efface le fichier du journal
      Alors le serveur refuse de démarrer avec l'un des codes 65 ou 66
      Et le répertoire est resté identique à l'octet près

  Règle: Une fin déchirée est mise de côté, coupée, et le service reprend

    Scénario: Une écriture interrompue
      Étant donné un répertoire qui contient 100 articles enregistrés puis un arrêt propre
      Quand j'ajoute une fin déchirée au journal
      Alors lithair verify juge le répertoire "torn"
      Et le serveur redémarre et sert les 100 articles
      Et la fin déchirée est gardée telle quelle dans un fichier à part
      Et lithair verify juge le répertoire "clean"

    Scénario: Vérifier ne modifie rien, même une fin déchirée
      Étant donné un répertoire qui contient 100 articles enregistrés puis un arrêt propre
      Quand j'ajoute une fin déchirée au journal
      Alors lithair verify juge le répertoire "torn"
      Et le répertoire est resté identique à l'octet près

    Scénario: Écrire après une fin déchirée continue la suite
      Étant donné un répertoire qui contient 100 articles enregistrés puis un arrêt propre
      Et que j'ajoute une fin déchirée au journal
      Quand je redémarre le serveur
      Et que je crée 100 articles rapidement
      Alors le fichier events.raftlog doit contenir exactement 200 événements
      Et les événements se suivent sans trou, en temps strictement croissant
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique
