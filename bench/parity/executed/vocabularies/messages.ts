import { at, dict, keysOf, oneOf, seen, valuesOf, words, type Vocabulary } from '../vocabulary.ts';

const people = ['Ada', 'Grace', 'Linus', 'Zoë', "O'Neil", 'Alice', 'Bob'];
const users = dict({ Ada: 'USR010', Grace: 'USR011', Linus: 'USR012', Zoë: 'USR013' });
const userId = seen(({ state }) => valuesOf(state.get('user_map') ?? null), oneOf('USR999', '', 'usr001'));

export const messageVocabulary: Vocabulary = {
  environment: 'MessageAPI',
  configurations: [
    (chance) =>
      dict({
        user_map: users,
        user_count: BigInt(chance.below(9)),
        inbox: [
          dict({ USR011: 'the tide is low' }),
          dict({ USR012: 'Red fox, red fox' }),
          dict({ USR013: '' }),
        ],
        message_count: BigInt(chance.below(5)),
        current_user: chance.pick([null, 'USR010', 'USR011', 'USR012', '']),
        generated_ids: [],
      }),
    (chance) =>
      dict({ current_user: chance.pick(['USR001', 'USR002']), random_seed: BigInt(chance.below(1000)) }),
    (chance) =>
      dict({
        user_map: dict({ A: 'U1' }),
        inbox: [],
        current_user: 'U1',
        message_count: chance.pick([0n, 2.5]),
      }),
  ],
  values: {
    user: seen((look) => keysOf(at(look, 'user_map')), oneOf(...people)),
    user_id: userId,
    receiver_id: userId,
    'delete_message.receiver_id': seen(
      ({ state }) => valuesOf(state.get('inbox') ?? null).flatMap(keysOf),
      userId,
    ),
    message: oneOf(...words, 'red tide', 'TIDE'),
    user_name: oneOf(...people, ...words),
    keyword: oneOf('tide', 'RED', 'e', '', 'file', 'fox', '😀', 'zzz'),
  },
};
