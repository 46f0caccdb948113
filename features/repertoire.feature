# language: fr
Fonctionnalité: Un répertoire, un seul écrivain
  Le répertoire de données appartient à un seul processus, et un répertoire qui n'est pas à nous reste tel quel.

  Contexte:
    Étant donné que la persistence est activée par défaut

  @inv-10
  Règle: Le second écrivain apprend qui tient le répertoire

    Scénario: Deux serveurs sur le même répertoire
      Étant donné un serveur Lithair
      Et que je crée 10 articles rapidement
      Quand je lance un second serveur sur le même répertoire
      Alors le second serveur refuse de démarrer avec le code 75 et nomme le processus qui tient le répertoire
      Et le premier serveur écrit toujours

    Scénario: Dix serveurs lancés en même temps: un seul gagne
      Étant donné un répertoire vide
      Quand je lance 10 serveurs en même temps sur ce répertoire
      Alors un seul démarre et les 9 autres sortent avec le code 75

    @panne @lent
    Scénario: Dix fois vingt serveurs lancés en même temps sur un verrou que SIGKILL vient de libérer
      Étant donné un répertoire vide
      Quand 10 fois de suite, je lance 20 serveurs en même temps, le gagnant écrit et je le tue avec SIGKILL
      Alors les 10 fois, un seul serveur a démarré
      Et chacun des autres est sorti avec le code 75 en moins de 10 s et a nommé le gagnant
      Et les événements se suivent sans trou, en temps strictement croissant
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique

    @panne
    Scénario: Le verrou d'un processus tué est libre aussitôt
      Étant donné un serveur Lithair
      Et que je crée 10 articles rapidement
      Quand je tue le serveur avec SIGKILL
      Et que je redémarre le serveur
      Alors le serveur est prêt en moins de 5 s
      Et tous les articles acquittés sont dans le journal, une seule fois et à l'identique

  @inv-2
  Règle: Un répertoire étranger est refusé d'une ligne claire et n'est pas touché

    Plan du scénario: <contenu>
      Étant donné un répertoire étranger qui contient <contenu>
      Quand je lance un serveur sur ce répertoire
      Alors le serveur refuse de démarrer avec l'un des codes 65 ou 66
      Et le refus tient en une ligne claire qui nomme le répertoire
      Et le répertoire est resté identique à l'octet près

      Exemples:
        | contenu                                         |
        | le journal d'un autre produit                   |
        | un journal fait d'octets au hasard              |
        | un journal d'une version plus récente du format |
        | les fichiers d'une base SQLite                  |

    Scénario: Un chemin qui est un fichier
      Étant donné un chemin de données qui est un fichier
      Quand je lance un serveur sur ce répertoire
      Alors le serveur refuse de démarrer avec l'un des codes 65 ou 66
      Et le refus tient en une ligne claire qui nomme le répertoire

    Scénario: Vérifier un répertoire absent
      Quand je lance la commande "verify ./absent-de-ce-monde"
      Alors la commande sort avec le code 66
      Et la commande explique en une ligne "absent-de-ce-monde"
