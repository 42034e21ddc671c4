import { isDict, Tuple, typeName, type Dict, type Value } from '../../datasets/index.ts';
import { defineEnvironment } from './environment.ts';
import { dict, failed } from './result.ts';
import { offlineAnswer, type Outside, type OutsideRequest, type PageMode } from './outside.ts';
import { raise, type Python } from './python.ts';

type State = { readonly showSnippet: Value; readonly outside: Outside };

/** It remembers nothing; the web is asked for outside. @see bfcl-eval `web_search.py` */
export const webSearchApi = defineEnvironment<State>({
  name: 'WebSearchAPI',
  load: (configuration, { outside = offlineAnswer }) => {
    const showSnippet = configuration.get('show_snippet');
    return {
      showSnippet: showSnippet === undefined ? raise('KeyError', "'show_snippet'") : showSnippet,
      outside,
    };
  },
  state: ({ showSnippet }) => new Map([['show_snippet', showSnippet]]),
  clone: (state) => state,
  methods: {
    search_engine_query: ['keywords max_results? region?', search],
    fetch_url_content: ['url mode?', fetchPage],
  },
});

function search(
  { showSnippet, outside }: State,
  python: Python,
  keywords: Value = null,
  most: Value = 10n,
  region: Value = 'wt-wt',
): Value {
  const request: OutsideRequest = { kind: 'search', keywords: keywords, region: region };
  const response = dictFrom(outside(request), request);
  const exception = response.get('exception');
  if (exception !== undefined) return failed(python.str(exception));
  const results = response.get('organic_results');
  if (results === undefined)
    return failed('Failed to retrieve the search results from server. Please try again later.');
  return python.items(python.head(results, most)).map((result) => {
    const [title, href] = [python.item(result, 'title'), python.item(result, 'link')];
    if (!python.isTruthy(showSnippet)) return dict({ title, href });
    return dict({ title, href, body: python.item(result, 'snippet') });
  });
}

/** @throws {RangeError} for an answer that is none */
function dictFrom(answer: Value, { kind }: OutsideRequest): Dict {
  if (isDict(answer)) return answer;
  throw new RangeError(`expected a dict as answer to ${kind}, got ${typeName(answer)}`);
}

const schemes = new Tuple(['http://', 'https://']);
const modes: readonly PageMode[] = ['raw', 'markdown', 'truncate'];

function fetchPage({ outside }: State, python: Python, url: Value = null, mode: Value = 'raw'): Value {
  if (!python.isTruthy(python.method(url, 'startswith', schemes)))
    return raise('ValueError', python.text`Invalid URL: ${url}`);
  const known = modes.find((name) => python.isEqual(mode, name));
  const request: OutsideRequest = { kind: 'fetch', url: python.str(url), mode: known ?? 'raw' };
  const page = dictFrom(outside(request), request);
  const failure = page.get('error');
  if (failure !== undefined) return failed(python.text`An error occurred while fetching ${url}: ${failure}`);
  // A mode that is none comes to light only when the page is there.
  if (known === undefined)
    return failed(python.text`An error occurred while fetching ${url}: Unsupported mode: ${mode}`);
  return dict({ content: page.get('content') ?? null });
}
