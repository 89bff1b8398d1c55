// Questions to Python, each answered under its ticket.

const PATIENCE = 4000;

/** A function that asks Python and promises the answer; null when none came in time. */
export function openQuestions(model) {
  const waiting = new Map();
  // Two views of one widget share its messages: tickets must differ between them.
  const mark = Math.random().toString(36).slice(2);
  let last = 0;
  const hear = (message) => {
    const settle = waiting.get(message?.ticket);
    if (settle) settle(message.answer);
  };
  model.on("msg:custom", hear);
  const ask = (question) => new Promise((resolve) => {
    const ticket = `${mark}-${(last += 1)}`;
    const settle = (answer) => {
      clearTimeout(timer);
      waiting.delete(ticket);
      resolve(answer);
    };
    const timer = setTimeout(() => settle(null), PATIENCE);
    waiting.set(ticket, settle);
    model.send({ ...question, ticket });
  });
  return { ask, close: () => model.off("msg:custom", hear) };
}
