import type { Value } from '../../datasets/index.ts';
import { attributeEnvironment, type AttributeState } from './attributes.ts';
import { dict, failed } from './result.ts';
import type { Python } from './python.ts';

const defaults = { ticket_queue: [], ticket_counter: 1n, current_user: null };

type State = AttributeState<keyof typeof defaults>;

/** @see bfcl-eval `ticket_api.py` */
export const ticketApi = attributeEnvironment({
  name: 'TicketAPI',
  defaults,
  methods: {
    create_ticket: ['title description? priority?', create],
    get_ticket: ['ticket_id', (state, python, id) => ticketOf(state, python, id) ?? notFound(python, id)],
    close_ticket: ['ticket_id', (state, python, id) => end(state, python, id, 'Closed')],
    resolve_ticket: [
      'ticket_id resolution',
      (state, python, id, resolution) => end(state, python, id, 'Resolved', resolution),
    ],
    edit_ticket: ['ticket_id updates', edit],
    ticket_login: ['username password', login],
    ticket_get_login_status: [
      '',
      ({ attributes: self }, python) => dict({ login_status: python.isTruthy(self.current_user) }),
    ],
    logout: ['', logout],
    get_user_tickets: ['status?', getUserTickets],
  },
});

function create(
  { attributes: self }: State,
  python: Python,
  title: Value,
  description: Value = '',
  priority: Value = 1n,
): Value {
  if (!python.isTruthy(self.current_user))
    return failed('User not authenticated. Please log in to create a ticket.');
  if (python.isLess(priority, 1n) || python.isGreater(priority, 5n))
    return failed('Invalid priority. Priority must be between 1 and 5.');
  const ticket = dict({
    id: self.ticket_counter,
    title: title,
    description: description,
    status: 'Open',
    priority: priority,
    created_by: self.current_user,
  });
  python.append(self.ticket_queue, ticket);
  self.ticket_counter = python.inPlace('Add', self.ticket_counter, 1n);
  return ticket;
}

/** A ticket that is empty counts as none. */
function ticketOf({ attributes: self }: State, python: Python, id: Value): Value | undefined {
  const found = python
    .items(self.ticket_queue)
    .find((ticket) => python.isEqual(python.item(ticket, 'id'), id));
  return found !== undefined && python.isTruthy(found) ? found : undefined;
}

function notFound(python: Python, id: Value): Value {
  return failed(python.text`Ticket with ID ${id} not found.`);
}

function end(
  state: State,
  python: Python,
  id: Value,
  status: 'Closed' | 'Resolved',
  resolution?: Value,
): Value {
  const ticket = ticketOf(state, python, id);
  if (ticket === undefined) return notFound(python, id);
  const word = status.toLowerCase();
  if (python.isEqual(python.item(ticket, 'status'), status))
    return failed(`Ticket with ID ${python.str(id)} is already ${word}.`);
  python.setItem(ticket, 'status', status);
  if (resolution !== undefined) python.setItem(ticket, 'resolution', resolution);
  return dict({ status: `Ticket ${python.str(id)} has been ${word} successfully.` });
}

const fields: readonly Value[] = ['title', 'description', 'status', 'priority'];

function edit(state: State, python: Python, id: Value, updates: Value): Value {
  const ticket = ticketOf(state, python, id);
  if (ticket === undefined) return notFound(python, id);
  // Sets on the official side: the order of what is told is theirs.
  const ordered = (names: Value) => python.items(python.call('set', names));
  const invalid = ordered(python.method(updates, 'keys')).filter((name) => !python.isIn(name, fields));
  if (invalid.length > 0)
    return failed(`Invalid fields for update: ${python.str(python.method(', ', 'join', ordered(invalid)))}`);
  for (const [field, value] of python.pairs(updates))
    if (value !== null) python.setItem(ticket, field, value);
  return dict({ status: python.text`Ticket ${id} has been updated successfully.` });
}

function login({ attributes: self }: State, python: Python, username: Value, password: Value): Value {
  if (!python.isTruthy(username) || !python.isTruthy(password)) return dict({ success: false });
  self.current_user = username;
  return dict({ success: true });
}

function logout({ attributes: self }: State, python: Python): Value {
  if (!python.isTruthy(self.current_user)) return dict({ success: false });
  self.current_user = null;
  return dict({ success: true });
}

function getUserTickets({ attributes: self }: State, python: Python, status: Value = null): Value {
  if (!python.isTruthy(self.current_user))
    return [failed('User not authenticated. Please log in to view tickets.')];
  const own = python
    .items(self.ticket_queue)
    .filter((ticket) => python.isEqual(python.item(ticket, 'created_by'), self.current_user));
  if (!python.isTruthy(status)) return own;
  return own.filter((ticket) =>
    python.isEqual(python.method(python.item(ticket, 'status'), 'lower'), python.method(status, 'lower')),
  );
}
