/** A thread of a crew: does what it is asked for, and answers by number. */
import { parentPort } from 'node:worker_threads';
import { answerOrders } from '../threads/thread-link.ts';
import { perform, type Job } from './crew.ts';
import { Desk } from './desk.ts';

const desk = new Desk();

answerOrders(parentPort, (name, argument) => perform(desk, name as Job, argument));
