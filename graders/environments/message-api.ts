import { dictSet, isDict, typeName, type Value } from '../../datasets/index.ts';
import { PythonSet } from '../decode/python/evaluate/objects.ts';
import { slice } from '../decode/python/evaluate/slices.ts';
import { attributeEnvironment, type AttributeState } from './attributes.ts';
import { dict, failed } from './result.ts';
import { raise, type Python } from './python.ts';

const defaults = {
  /** A set: the keys of a dict. */
  generated_ids: dict({}),
  user_count: 4n,
  user_map: dict({ Alice: 'USR001', Bob: 'USR002', Catherine: 'USR003', Daniel: 'USR004' }),
  inbox: [
    dict({ USR002: 'My name is Alice. I want to connect.' }),
    dict({ USR003: 'Could you upload the file?' }),
    dict({ USR004: 'Could you upload the file?' }),
  ],
  message_count: 3n,
  current_user: null,
};

type State = AttributeState<keyof typeof defaults>;

/** @see bfcl-eval `message_api.py` */
export const messageApi = attributeEnvironment({
  name: 'MessageAPI',
  defaults,
  shown: {
    generated_ids: ({ attributes: { generated_ids: ids } }) =>
      isDict(ids) ? new PythonSet(ids).repr() : ids,
  },
  seed: 200_191n,
  methods: {
    list_users: [
      '',
      ({ attributes: self }, python) =>
        dict({ user_list: python.items(python.method(self.user_map, 'keys')) }),
    ],
    get_user_id: ['user', getUserId],
    message_login: ['user_id', login],
    message_get_login_status: [
      '',
      ({ attributes: self }, python) => dict({ login_status: python.isTruthy(self.current_user) }),
    ],
    send_message: ['receiver_id message', send],
    delete_message: ['receiver_id', deleteMessage],
    view_messages_sent: ['', viewSent],
    add_contact: ['user_name', addContact],
    search_messages: ['keyword', search],
    get_message_stats: ['', getStats],
  },
});

const nobody = 'No user is currently logged in.';

function getUserId({ attributes: self }: State, python: Python, user: Value): Value {
  if (!python.isIn(user, self.user_map))
    return failed(python.text`User '${user}' not found in the workspace.`);
  return dict({ user_id: python.method(self.user_map, 'get', user) });
}

function login({ attributes: self }: State, python: Python, userId: Value): Value {
  if (!python.isIn(userId, python.items(python.method(self.user_map, 'values'))))
    return dict({ login_status: false, message: python.text`User ID '${userId}' not found.` });
  self.current_user = userId;
  return dict({ login_status: true, message: python.text`User '${userId}' logged in successfully.` });
}

function send(state: State, python: Python, receiverId: Value, message: Value): Value {
  const { attributes: self } = state;
  if (!python.isTruthy(self.current_user)) return failed(nobody);
  if (!python.isIn(receiverId, python.method(self.user_map, 'values')))
    return failed(python.text`Receiver ID '${receiverId}' not found.`);
  const id = newId(state, python);
  python.append(self.inbox, new Map([[python.key(receiverId), message]]));
  self.message_count = python.inPlace('Add', self.message_count, 1n);
  const told = python.text`Message sent to '${receiverId}' successfully.`;
  return dict({ sent_status: true, message_id: dict({ new_id: id }), message: told });
}

function newId({ attributes: self, random }: State, python: Python): bigint {
  let id = random.integer(10_000n, 99_999n);
  while (python.isIn(id, self.generated_ids)) id = random.integer(10_000n, 99_999n);
  if (!isDict(self.generated_ids))
    raise('AttributeError', `'${typeName(self.generated_ids)}' object has no attribute 'add'`);
  dictSet(self.generated_ids, id, null);
  return id;
}

/** The receiver and the text of a message: its first item. */
function firstItem(python: Python, message: Value): readonly [Value, Value] {
  const [first] = python.pairs(message);
  return first ?? raise('IndexError', 'list index out of range');
}

function deleteMessage({ attributes: self }: State, python: Python, receiverId: Value): Value {
  if (!python.isTruthy(self.current_user)) return failed(nobody);
  const backwards = { lower: null, upper: null, step: -1n };
  for (const message of python.items(slice(self.inbox, backwards, python.budget))) {
    const [receiver] = firstItem(python, message);
    if (!python.isEqual(receiver, receiverId)) continue;
    python.remove(self.inbox, message);
    const told = python.text`Receiver ${receiverId}'s latest message deleted successfully.`;
    return dict({ deleted_status: true, receiver_id: receiver, message: told });
  }
  return failed(python.text`Receiver ID ${receiverId} not found.`);
}

function viewSent({ attributes: self }: State, python: Python): Value {
  if (!python.isTruthy(self.current_user)) return failed(nobody);
  const sent = dict({});
  for (const message of python.items(self.inbox)) {
    const [receiver, content] = firstItem(python, message);
    if (python.isIn(receiver, sent)) python.append(python.item(sent, receiver), content);
    else python.setItem(sent, receiver, [content]);
  }
  return dict({ messages: sent });
}

function addContact({ attributes: self }: State, python: Python, userName: Value): Value {
  if (python.isIn(userName, self.user_map))
    return failed(python.text`User name '${userName}' already exists.`);
  self.user_count = python.inPlace('Add', self.user_count, 1n);
  const userId = `USR${python.str(python.method(python.str(self.user_count), 'zfill', 3n))}`;
  if (python.isIn(userId, python.method(self.user_map, 'values')))
    return failed(`User ID '${userId}' already exists.`);
  python.setItem(self.user_map, userName, userId);
  const told = python.text`Contact '${userName}' added successfully.`;
  return dict({ added_status: true, user_id: userId, message: told });
}

function search({ attributes: self }: State, python: Python, keyword: Value): Value {
  if (!python.isTruthy(self.current_user)) return failed(nobody);
  const sought = python.method(keyword, 'lower');
  const results = python.items(self.inbox).flatMap((message) => {
    const [receiver, content] = firstItem(python, message);
    if (!python.isIn(sought, python.method(content, 'lower'))) return [];
    return [dict({ receiver_id: receiver, message: content })];
  });
  return dict({ results });
}

function getStats({ attributes: self }: State, python: Python): Value {
  if (!python.isTruthy(self.current_user)) return failed(nobody);
  const contacts = dict({});
  const messages = python.items(self.inbox);
  for (const message of messages) python.setItem(contacts, firstItem(python, message)[0], null);
  return dict({
    stats: dict({ received_count: BigInt(messages.length), total_contacts: BigInt(contacts.size) }),
  });
}
