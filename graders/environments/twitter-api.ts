import type { Value } from '../../datasets/index.ts';
import { attributeEnvironment, type AttributeState } from './attributes.ts';
import { dict, failed } from './result.ts';
import type { Python } from './python.ts';

const defaults = {
  username: 'john',
  password: 'john123',
  authenticated: false,
  tweets: dict({}),
  comments: dict({}),
  retweets: dict({}),
  following_list: ['alice', 'bob'],
  tweet_counter: 0n,
  /** Lists that the official declares as default arguments: every tweet without its own has these. */
  _tags: [],
  _mentions: [],
};

type State = AttributeState<keyof typeof defaults>;

/** @see bfcl-eval `posting_api.py` */
export const twitterApi = attributeEnvironment({
  name: 'TwitterAPI',
  defaults,
  prepare: (attributes, setting, python) => {
    attributes._tags = setting.shared('TwitterAPI.tags', () => []);
    attributes._mentions = setting.shared('TwitterAPI.mentions', () => []);
    const tweets = dict({});
    for (const [id, tweet] of python.pairs(attributes.tweets))
      python.setItem(tweets, python.call('int', id), tweet);
    attributes.tweets = tweets;
  },
  methods: {
    authenticate_twitter: ['username password', authenticate],
    posting_get_login_status: [
      '',
      ({ attributes: self }, python) => dict({ login_status: python.isTruthy(self.authenticated) }),
    ],
    post_tweet: ['content tags? mentions?', post],
    retweet: ['tweet_id', retweet],
    comment: ['tweet_id comment_content', comment],
    mention: ['tweet_id mentioned_usernames', mention],
    follow_user: ['username_to_follow', follow],
    list_all_following: ['', listFollowing],
    unfollow_user: ['username_to_unfollow', unfollow],
    get_tweet: ['tweet_id', getTweet],
    get_user_tweets: ['username', (state, python, username) => tweetsOf(state, python, username)],
    search_tweets: ['keyword', search],
    get_tweet_comments: ['tweet_id', getComments],
    get_user_stats: ['username', getStats],
  },
});

function refusal(doing: string): Value {
  return failed(`User not authenticated. Please authenticate before ${doing}.`);
}

function unknownTweet(python: Python, id: Value): Value {
  return failed(python.text`Tweet with ID ${id} not found.`);
}

function authenticate({ attributes: self }: State, python: Python, username: Value, password: Value): Value {
  const isRight = python.isEqual(username, self.username) && python.isEqual(password, self.password);
  if (isRight) self.authenticated = true;
  return dict({ authentication_status: isRight });
}

function post(
  { attributes: self }: State,
  python: Python,
  content: Value,
  tags: Value = self._tags,
  mentions: Value = self._mentions,
): Value {
  if (!python.isTruthy(self.authenticated)) return refusal('posting');
  const tweet = dict({
    id: self.tweet_counter,
    username: self.username,
    content: content,
    tags: tags,
    mentions: mentions,
  });
  python.setItem(self.tweets, self.tweet_counter, tweet);
  self.tweet_counter = python.inPlace('Add', self.tweet_counter, 1n);
  return tweet;
}

function retweet({ attributes: self }: State, python: Python, id: Value): Value {
  if (!python.isTruthy(self.authenticated)) return refusal('retweeting');
  if (!python.isIn(id, self.tweets)) return unknownTweet(python, id);
  if (!python.isIn(self.username, self.retweets)) python.setItem(self.retweets, self.username, []);
  const own = python.item(self.retweets, self.username);
  if (python.isIn(id, own)) return dict({ retweet_status: 'Already retweeted' });
  python.append(own, id);
  return dict({ retweet_status: 'Successfully retweeted' });
}

function comment({ attributes: self }: State, python: Python, id: Value, content: Value): Value {
  if (!python.isTruthy(self.authenticated)) return refusal('commenting');
  if (!python.isIn(id, self.tweets)) return unknownTweet(python, id);
  if (!python.isIn(id, self.comments)) python.setItem(self.comments, id, []);
  const made = dict({ username: self.username, content: content });
  python.append(python.item(self.comments, id), made);
  return dict({ comment_status: 'Comment added successfully' });
}

function mention({ attributes: self }: State, python: Python, id: Value, usernames: Value): Value {
  if (!python.isIn(id, self.tweets)) return unknownTweet(python, id);
  python.extend(python.item(python.item(self.tweets, id), 'mentions'), usernames);
  return dict({ mention_status: 'Users mentioned successfully' });
}

function follow({ attributes: self }: State, python: Python, username: Value): Value {
  if (!python.isTruthy(self.authenticated)) return refusal('following');
  if (python.isIn(username, self.following_list)) return dict({ follow_status: false });
  python.append(self.following_list, username);
  return dict({ follow_status: true });
}

function listFollowing({ attributes: self }: State, python: Python): Value {
  if (!python.isTruthy(self.authenticated)) return refusal('listing following');
  return dict({ following_list: self.following_list });
}

function unfollow({ attributes: self }: State, python: Python, username: Value): Value {
  if (!python.isTruthy(self.authenticated)) return refusal('unfollowing');
  if (!python.isIn(username, self.following_list)) return dict({ unfollow_status: false });
  python.remove(self.following_list, username);
  return dict({ unfollow_status: true });
}

function getTweet({ attributes: self }: State, python: Python, id: Value): Value {
  return python.isIn(id, self.tweets) ? python.item(self.tweets, id) : unknownTweet(python, id);
}

function tweetsOf({ attributes: self }: State, python: Python, username: Value): Value[] {
  return python
    .items(python.method(self.tweets, 'values'))
    .filter((tweet) => python.isEqual(python.item(tweet, 'username'), username));
}

function search({ attributes: self }: State, python: Python, keyword: Value): Value {
  return python.items(python.method(self.tweets, 'values')).filter((tweet) => {
    const sought = python.method(keyword, 'lower');
    if (python.isIn(sought, python.method(python.item(tweet, 'content'), 'lower'))) return true;
    const tags = python.items(python.item(tweet, 'tags')).map((tag) => python.method(tag, 'lower'));
    return python.isIn(sought, tags);
  });
}

function getComments({ attributes: self }: State, python: Python, id: Value): Value {
  if (!python.isIn(id, self.tweets)) return unknownTweet(python, id);
  return python.method(self.comments, 'get', id, []);
}

function getStats(state: State, python: Python, username: Value): Value {
  const { attributes: self } = state;
  const tweets = tweetsOf(state, python, username);
  const isOwn = python.isEqual(username, self.username);
  const following = isOwn ? python.call('len', self.following_list) : 0n;
  const retweets = python.call('len', python.method(self.retweets, 'get', username, []));
  return dict({
    tweet_count: BigInt(tweets.length),
    following_count: following,
    retweet_count: retweets,
  });
}
