# language: fr
Fonctionnalité: Parcourir toutes les fiches
  Contexte:
    Étant donné un serveur Lithair

  Règle: Le parcours des pages voit chaque fiche une fois, dans l'ordre de création

    Plan du scénario: 2500 articles par pages de <page>
      Étant donné que je crée 2500 articles par lots de 500
      Quand je parcours la liste par pages de <page>
      Alors le parcours a vu les 2500 articles une fois chacun, dans l'ordre de création
      Et chaque page suivante est annoncée dans le corps et dans l'en-tête Link

      Exemples:
        | page |
        | 7    |
        | 100  |
        | 1000 |

    Scénario: La page fait 100 fiches quand on ne dit rien
      Étant donné que je crée 250 articles par lots de 250
      Quand j'envoie "GET /api/articles"
      Alors la page contient 100 fiches sur 250

    Scénario: Des suppressions pendant le parcours n'en cachent aucune autre
      Étant donné que je crée 1000 articles par lots de 500
      Quand je parcours la liste par pages de 50 en supprimant la première fiche de chaque page
      Alors le parcours a vu les 1000 articles une fois chacun, dans l'ordre de création

    Scénario: La liste entière est servie d'un trait
      Étant donné que je crée 2500 articles par lots de 500
      Quand j'envoie "GET /api/articles?limit=all"
      Alors la page contient 2500 fiches sur 2500
      Et la liste de l'API est le rejeu du journal

    Plan du scénario: <demande> est refusé
      Étant donné que je crée 10 articles rapidement
      Quand j'envoie "<demande>"
      Alors la réponse est un refus 400 "<code>"

      Exemples:
        | demande                           | code           |
        | GET /api/articles?limit=0         | invalid_query  |
        | GET /api/articles?limit=1001      | invalid_query  |
        | GET /api/articles?limit=beaucoup  | invalid_query  |
        | GET /api/articles?cursor=invente  | invalid_cursor |
