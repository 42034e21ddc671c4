import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ScoredItem } from './wire.ts';

/** What Prometheus reads of a reward server. */
export class ServerMetrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: 'inftool_requests_total',
    help: 'Requests answered, by route and status.',
    labelNames: ['route', 'status'],
    registers: [this.#registry],
  });
  readonly #seconds = new Histogram({
    name: 'inftool_request_seconds',
    help: 'From a request read to its answer, by route.',
    labelNames: ['route'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.#registry],
  });
  readonly #rewards = new Counter({
    name: 'inftool_rewards_total',
    help: 'Rewards given, by the way they were asked for and whether the verdict is a pass.',
    labelNames: ['face', 'valid'],
    registers: [this.#registry],
  });
  readonly #sum = new Counter({
    name: 'inftool_reward_sum_total',
    help: 'Sum of the rewards given.',
    registers: [this.#registry],
  });

  /** @param load requests that wait or are graded now */
  constructor(load: () => number) {
    new Gauge({
      name: 'inftool_requests_waiting',
      help: 'Requests that wait or are graded now.',
      registers: [this.#registry],
      collect() {
        this.set(load());
      },
    });
  }

  countRewards(face: string, items: readonly ScoredItem[]): void {
    for (const { reward, verdict } of items) {
      this.#rewards.inc({ face, valid: String(verdict.valid) });
      this.#sum.inc(reward);
    }
  }

  /** @param seconds from a request read to its answer */
  countRequest(route: string, status: number, seconds: number): void {
    this.#requests.inc({ route, status });
    this.#seconds.observe({ route }, seconds);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
