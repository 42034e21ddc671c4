/*
 * tree-sitter's runtime and one grammar as a WebAssembly module without imports of its own: UTF-8 text in, the syntax
 * tree out as a flat table. It includes the runtime's sources because it watches the parse from inside: how much work
 * was done, how high the stack is, and whether every reading still in play has an ERROR in it.
 *
 * GRAMMAR is the grammar's entry point, for example tree_sitter_java.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wctype.h>

/* Only logs, graphs and S-expressions would print, and none is asked for. */
#define fprintf(...) ((void)0)
#define fputs(...) ((void)0)
#define fputc(...) ((void)0)
#define snprintf(...) 0
#define abort __builtin_trap

#define _POSIX_C_SOURCE 200112L
#include "alloc.c"
#include "get_changed_ranges.c"
#include "language.c"
#include "lexer.c"
#include "node.c"

/* After an error the parser tries every token in every state it could be in, which nothing but a trap can cut short. */
static uint32_t lookups, most_lookups;
static void count_lookup(void) {
  if (++lookups > most_lookups) __builtin_trap();
}
#define ts_language_table_entry(...) (count_lookup(), ts_language_table_entry(__VA_ARGS__))
#define ts_language_next_state(...) (count_lookup(), ts_language_next_state(__VA_ARGS__))
#include "parser.c"
#undef ts_language_table_entry
#undef ts_language_next_state

#include "stack.c"
#include "subtree.c"
#include "tree.c"
#include "tree_cursor.c"
#include "wasm_store.c"

#define EXPORT __attribute__((visibility("default"), used))

extern const TSLanguage *GRAMMAR(void);

/* One node, in the order of its first appearance. `next` is the row after the node's last descendant. */
typedef struct {
  uint16_t symbol;
  uint16_t field;
  uint32_t start_byte;
  uint32_t end_byte;
  uint32_t next;
} Row;

enum { SYNTAX_ERROR = -1, TOO_MUCH_EFFORT = -2, TOO_DEEP = -3 };

/* Units of effort: 30 to 55 ns each as V8's first compiler leaves the code. */
enum {
  EFFORT_PER_LOOKUP = 3,
  EFFORT_PER_100_ACTIONS = 1000,
  ALLOCATED_BYTES_PER_EFFORT = 32,
  EFFORT_BETWEEN_CHECKS = 1000,
  EFFORT_BETWEEN_HEIGHT_CHECKS = 10000,
  /* A parse that is stopped still looks for a way to the end of the text. */
  EFFORT_TO_WIND_UP = 60000,
};

enum { COST_OF_MISSING_TOKEN = ERROR_COST_PER_MISSING_TREE + ERROR_COST_PER_RECOVERY };

static TSParser *parser;
static struct { char *bytes; uint32_t capacity; } source;
static struct { Row *items; uint32_t size, capacity; } rows;

static struct {
  uint32_t effort, effort_limit, height_limit, trap_at;
  uint32_t next_check, next_height_check;
  /* Why the parse is being ended early, or 0. */
  int stopped;
} watch;

/* An ERROR costs something, a MISSING token always the same: any other sum has an ERROR in it, and it stays there. */
static bool holds_error(uint32_t error_cost) { return error_cost % COST_OF_MISSING_TOKEN != 0; }

static bool every_reading_holds_error(void) {
  if (parser->finished_tree.ptr && !holds_error(ts_subtree_error_cost(parser->finished_tree))) return false;
  for (uint32_t i = 0; i < parser->stack->heads.size; i++) {
    const StackHead *head = &parser->stack->heads.contents[i];
    if (head->status != StackStatusHalted && !holds_error(head->node->error_cost)) return false;
  }
  return parser->stack->heads.size > 0;
}

/* After an error the parser tries every reading it can, and a tree that is mended is of use to nobody but in short texts. */
static bool some_reading_is_mended(void) {
  for (uint32_t i = 0; i < parser->stack->heads.size; i++) {
    if (parser->stack->heads.contents[i].node->error_cost > 0) return true;
  }
  return false;
}

static uint32_t stack_height(void) {
  uint32_t height = 0;
  if (parser->stack->heads.size == 0) return height;
  const StackNode *node = parser->stack->heads.contents[0].node;
  while (node->link_count > 0 && height <= watch.height_limit) {
    node = node->links[0].node;
    height++;
  }
  return height;
}

static void look(void) {
  if (watch.stopped) return;
  watch.effort += lookups * EFFORT_PER_LOOKUP;
  lookups = 0;
  watch.next_check = watch.effort + EFFORT_BETWEEN_CHECKS;
  uint32_t limit = some_reading_is_mended() ? watch.effort_limit / 2 : watch.effort_limit;
  watch.trap_at = limit + EFFORT_TO_WIND_UP;
  if (watch.effort > limit) {
    watch.stopped = TOO_MUCH_EFFORT;
  } else if (every_reading_holds_error()) {
    watch.stopped = SYNTAX_ERROR;
  } else if (watch.effort >= watch.next_height_check) {
    watch.next_height_check = watch.effort + EFFORT_BETWEEN_HEIGHT_CHECKS;
    if (stack_height() > watch.height_limit) watch.stopped = TOO_DEEP;
  }
  if (watch.stopped) {
    watch.trap_at = watch.effort + EFFORT_TO_WIND_UP;
    most_lookups = EFFORT_TO_WIND_UP / EFFORT_PER_LOOKUP;
  }
}

/* A parse cannot be stopped in the midst of an action, so one that goes on and on ends in a trap. */
static void spend(uint32_t effort) {
  watch.effort += effort;
  if (watch.effort > watch.trap_at && watch.effort_limit > 0) __builtin_trap();
}

static void spend_on_memory(size_t bytes) { spend(bytes / ALLOCATED_BYTES_PER_EFFORT); }

/* The runtime asks for the time after every 100 actions and gives up when a second has passed. */
int clock_gettime(clockid_t clock, struct timespec *time) {
  (void)clock;
  spend(EFFORT_PER_100_ACTIONS);
  if (watch.effort >= watch.next_check) look();
  time->tv_sec = watch.stopped ? 3 : 1;
  time->tv_nsec = 0;
  return 0;
}

static void (*runtime_advance)(TSLexer *, bool);

/* Counts characters, also those that are read again. A stopped parse sees the end of the text. */
static void watched_advance(TSLexer *data, bool skip) {
  spend(1);
  if (watch.effort >= watch.next_check) look();
  runtime_advance(data, skip);
  if (!watch.stopped) return;
  Lexer *lexer = (Lexer *)data;
  lexer->current_included_range_index = lexer->included_range_count;
  lexer->chunk = NULL;
  lexer->chunk_size = 0;
  lexer->lookahead_size = 1;
  data->lookahead = 0;
}

static void *or_trap(void *memory) {
  if (!memory) __builtin_trap();
  return memory;
}

static void *watched_malloc(size_t size) {
  spend_on_memory(size);
  return or_trap(malloc(size ? size : 1));
}

static void *watched_calloc(size_t count, size_t size) {
  spend_on_memory(count * size);
  return or_trap(calloc(count ? count : 1, size ? size : 1));
}

static void *watched_realloc(void *memory, size_t size) {
  spend_on_memory(size);
  return or_trap(realloc(memory, size ? size : 1));
}

/* White space as glibc classes it in C.UTF-8, where the official evaluator usually runs; musl's differs in two characters. */
int iswspace(wint_t character) {
  if (character < 0x1680) return character == ' ' || (character >= '\t' && character <= '\r');
  if (character >= 0x2000 && character <= 0x200a) return character != 0x2007;
  return character == 0x1680 || character == 0x2028 || character == 0x2029 || character == 0x205f || character == 0x3000;
}

/* The host looks at the memory afresh after every call. */
void emscripten_notify_memory_growth(size_t index) { (void)index; }

EXPORT void start(void) {
  ts_set_allocator(watched_malloc, watched_calloc, watched_realloc, free);
  parser = ts_parser_new();
  ts_parser_set_language(parser, GRAMMAR());
  ts_parser_set_timeout_micros(parser, 1000000);
  runtime_advance = parser->lexer.data.advance;
  parser->lexer.data.advance = watched_advance;
}

/* Where to write a text of up to `capacity` bytes. */
EXPORT char *reserve(uint32_t capacity) {
  if (capacity > source.capacity) {
    free(source.bytes);
    source.bytes = or_trap(malloc(capacity));
    source.capacity = capacity;
  }
  return source.bytes;
}

static void add_row(TSTreeCursor *cursor) {
  if (rows.size == rows.capacity) {
    rows.capacity = rows.capacity ? rows.capacity * 2 : 1024;
    rows.items = or_trap(realloc(rows.items, rows.capacity * sizeof(Row)));
  }
  TSNode node = ts_tree_cursor_current_node(cursor);
  rows.items[rows.size++] = (Row) {
    .symbol = ts_node_symbol(node),
    .field = ts_tree_cursor_current_field_id(cursor),
    .start_byte = ts_node_start_byte(node),
    .end_byte = ts_node_end_byte(node),
  };
}

/* Fills the table. While a node is open, its `next` is the row of its parent. */
static int32_t tabulate(TSNode root, uint32_t depth_limit) {
  bool may_hold_error = ts_node_has_error(root);
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  uint32_t depth = 0, parent = 0;
  int32_t outcome = 0;
  rows.size = 0;
  while (!outcome) {
    uint32_t row = rows.size;
    add_row(&cursor);
    rows.items[row].next = parent;
    if (may_hold_error && rows.items[row].symbol == ts_builtin_sym_error) outcome = SYNTAX_ERROR;
    else if (depth > depth_limit) outcome = TOO_DEEP;
    if (ts_tree_cursor_goto_first_child(&cursor)) {
      parent = row;
      depth++;
      continue;
    }
    rows.items[row].next = rows.size;
    while (!outcome && !ts_tree_cursor_goto_next_sibling(&cursor)) {
      if (depth == 0) { outcome = (int32_t)rows.size; break; }
      ts_tree_cursor_goto_parent(&cursor);
      uint32_t grandparent = rows.items[parent].next;
      rows.items[parent].next = rows.size;
      parent = grandparent;
      depth--;
    }
  }
  ts_tree_cursor_delete(&cursor);
  return outcome;
}

/*
 * Parses the first `length` bytes at the reserved place.
 * @returns the number of rows, or why there are none: SYNTAX_ERROR means that the whole tree has an ERROR in it
 */
EXPORT int32_t parse(uint32_t length, uint32_t effort_limit, uint32_t depth_limit) {
  memset(&watch, 0, sizeof(watch));
  lookups = 0;
  most_lookups = effort_limit / 2 / EFFORT_PER_LOOKUP;
  watch.effort_limit = effort_limit;
  watch.trap_at = effort_limit + EFFORT_TO_WIND_UP;
  watch.height_limit = depth_limit;
  watch.next_check = EFFORT_BETWEEN_CHECKS;
  watch.next_height_check = EFFORT_BETWEEN_HEIGHT_CHECKS;
  TSTree *tree = ts_parser_parse_string(parser, NULL, source.bytes, length);
  int32_t outcome = watch.stopped;
  if (!tree) ts_parser_reset(parser);
  else if (!outcome) outcome = tabulate(ts_tree_root_node(tree), depth_limit);
  if (tree) ts_tree_delete(tree);
  return outcome;
}

/* Why the parse was being ended early when it ended in a trap, or 0. */
EXPORT int32_t stopped(void) { return watch.stopped; }

EXPORT const Row *table(void) { return rows.items; }
EXPORT uint32_t effort_spent(void) { return watch.effort; }
EXPORT uint32_t symbol_count(void) { return ts_language_symbol_count(GRAMMAR()); }
EXPORT const char *symbol_name(uint32_t symbol) { return ts_language_symbol_name(GRAMMAR(), (TSSymbol)symbol); }
EXPORT uint32_t field_count(void) { return ts_language_field_count(GRAMMAR()); }
EXPORT const char *field_name(uint32_t field) { return ts_language_field_name_for_id(GRAMMAR(), (TSFieldId)field); }
