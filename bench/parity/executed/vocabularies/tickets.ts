import {
  at,
  dict,
  fieldsOf,
  oneOf,
  seen,
  valuesOf,
  whole,
  words,
  type Draw,
  type Vocabulary,
} from '../vocabulary.ts';

const text = oneOf(...words, 'Broken oar', 'No tide table');
const ticketId = seen((look) => fieldsOf(valuesOf(at(look, 'ticket_queue')), 'id'), whole(0, 12), 0.85);

const updates: Draw = (chance, look) => {
  const changed = dict({});
  for (let left = chance.below(3); left > 0; left--) {
    const field = chance.pick(['title', 'description', 'status', 'priority', 'priority', 'resolution']);
    changed.set(
      field,
      field === 'priority' ? (whole(0, 6)(chance, look) ?? null) : (text(chance, look) ?? null),
    );
  }
  return changed;
};

const ticket = (id: bigint, title: string, status: string, by: string) =>
  dict({ id, title, description: `About ${title}`, status, priority: (id % 5n) + 1n, created_by: by });

export const ticketVocabulary: Vocabulary = {
  environment: 'TicketAPI',
  configurations: [
    (chance) =>
      dict({
        ticket_queue: [
          ticket(1n, 'Oar', 'Open', 'ada'),
          ticket(2n, 'Tide', 'Closed', 'ada'),
          ticket(3n, 'Fox', 'Resolved', 'zoë'),
          dict({ id: 4n, title: 'bare' }),
        ].slice(0, 1 + chance.below(4)),
        ticket_counter: BigInt(chance.pick([1, 4, 5, 9])),
        current_user: chance.pick([null, 'ada', 'ada', 'zoë']),
      }),
    () => dict({ current_user: 'ada' }),
  ],
  values: {
    title: text,
    description: oneOf(undefined, ...words),
    priority: oneOf(undefined, 1n, 2n, 3n, 4n, 5n, 0n, 6n, 2.5, true),
    ticket_id: ticketId,
    resolution: text,
    updates,
    username: oneOf('ada', 'zoë', '', 'x'),
    password: oneOf('secret', '', 'é'),
    status: oneOf(undefined, undefined, 'Open', 'Closed', 'open', 'Resolved', ''),
  },
};
