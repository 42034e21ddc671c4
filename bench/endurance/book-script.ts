/** Script of a scripted server: the answers of the book that the environment variable `INFTOOL_BOOK` names. */
import { bookScript } from './answer-book.ts';

export default await bookScript(process.env['INFTOOL_BOOK'] ?? '');
