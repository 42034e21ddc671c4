import {
  at,
  dict,
  fieldsOf,
  keysOf,
  listOf,
  oneOf,
  seen,
  valuesOf,
  whole,
  words,
  type Vocabulary,
} from '../vocabulary.ts';

const tweetId = seen((look) => keysOf(at(look, 'tweets')), whole(-1, 12), 0.85);
const name = seen(
  (look) => fieldsOf(valuesOf(at(look, 'tweets')), 'username'),
  oneOf('ada', 'alice', 'bob', ''),
);

const tweet = (id: bigint, username: string, content: string) =>
  dict({ id, username, content, tags: ['#tide'], mentions: [] });

export const tweetVocabulary: Vocabulary = {
  environment: 'TwitterAPI',
  configurations: [
    (chance) =>
      dict({
        username: 'ada',
        password: 'sea',
        authenticated: chance.with(0.8),
        tweets: dict({
          '0': tweet(0n, 'ada', 'low tide'),
          '1': tweet(1n, 'zoë', 'Red FOX'),
          '5': tweet(5n, 'ada', ''),
        }),
        comments: chance.pick([dict({}), dict({ '0': [dict({ username: 'bob', content: 'ha' })] })]),
        retweets: chance.pick([dict({}), dict({ ada: [1n] })]),
        following_list: chance.pick([[], ['zoë'], ['alice', 'bob', 'zoë']]),
        tweet_counter: BigInt(chance.pick([2, 3, 6])),
      }),
    (chance) => dict({ authenticated: true, tweet_counter: BigInt(chance.below(3)) }),
  ],
  values: {
    username: name,
    'authenticate_twitter.username': seen(({ state }) => [state.get('username') ?? null], oneOf('ada', 'x')),
    password: oneOf('sea', 'john123', '', 'x'),
    content: oneOf(...words, 'low tide #sea', '@bob hi'),
    tags: oneOf(undefined, undefined, [], ['#a'], ['#a', '#é'], '#a'),
    mentions: oneOf(undefined, undefined, [], ['@bob'], ['@zoë', '@bob']),
    tweet_id: tweetId,
    comment_content: oneOf(...words),
    mentioned_usernames: listOf(oneOf('@bob', '@zoë', 'ada'), 3),
    username_to_follow: oneOf('zoë', 'alice', 'carol', 'dave', ''),
    username_to_unfollow: seen((look) => valuesOf(at(look, 'following_list')), oneOf('zoë', 'nobody')),
    keyword: oneOf('tide', 'FOX', '#', 'e', '', '#tide', '😀'),
  },
};
