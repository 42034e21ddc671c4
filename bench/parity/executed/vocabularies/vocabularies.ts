import type { Vocabulary } from '../vocabulary.ts';
import { fileVocabulary } from './files.ts';
import { mathVocabulary } from './math.ts';
import { keyValueVocabulary, searchVocabulary, summaryVocabulary, vectorVocabulary } from './memory.ts';
import { messageVocabulary } from './messages.ts';
import { ticketVocabulary } from './tickets.ts';
import { tradingVocabulary } from './trading.ts';
import { travelVocabulary } from './travel.ts';
import { tweetVocabulary } from './tweets.ts';
import { vehicleVocabulary } from './vehicle.ts';

/** Of every environment; a new one is a file of its own and a line here (and, for what it needs, in `environments.py`). */
export const vocabularies: readonly Vocabulary[] = [
  fileVocabulary,
  mathVocabulary,
  messageVocabulary,
  ticketVocabulary,
  tradingVocabulary,
  travelVocabulary,
  tweetVocabulary,
  vehicleVocabulary,
  keyValueVocabulary,
  vectorVocabulary,
  summaryVocabulary,
  searchVocabulary,
];
