// A layer before the API that takes the key before anything is decided, and so keeps refusals.
import { answerAgain, keyOf, onAnswer, type RememberedAnswer } from './remembered-answers';
import { serveSabotaged } from './serve-sabotaged';

const refusals = new Map<string, RememberedAnswer>();

void serveSabotaged({
  listener: (honest) => (incoming, outgoing) => {
    const key = keyOf(incoming);
    const known = key === undefined ? undefined : refusals.get(key);
    if (known !== undefined) {
      answerAgain(outgoing, known);
      return;
    }
    if (key !== undefined)
      onAnswer(outgoing, (answer) => {
        if (answer.status >= 400) refusals.set(key, answer);
      });
    honest(incoming, outgoing);
  },
});
