// A layer before the API that knows a request by its key alone, whatever it asks for.
import { answerAgain, keyOf, onAnswer, type RememberedAnswer } from './remembered-answers';
import { serveSabotaged } from './serve-sabotaged';

const answers = new Map<string, RememberedAnswer>();

void serveSabotaged({
  listener: (honest) => (incoming, outgoing) => {
    const key = keyOf(incoming);
    const known = key === undefined ? undefined : answers.get(key);
    if (known !== undefined) {
      answerAgain(outgoing, known);
      return;
    }
    if (key !== undefined)
      onAnswer(outgoing, (answer) => {
        if (answer.status < 300) answers.set(key, answer);
      });
    honest(incoming, outgoing);
  },
});
