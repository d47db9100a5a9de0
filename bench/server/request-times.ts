import { Agent, get } from 'node:http';

/** Asks for pages one after the other over one connection that is kept open. */
export interface Requester {
  /** Milliseconds until the whole answer is in, for each of `count` requests. Throws unless it is 200. */
  times(url: string, count: number): Promise<readonly number[]>;
  close(): void;
}

export function createRequester(): Requester {
  const agents = new Map<string, Agent>();
  const agentOf = (url: string): Agent => {
    const { host } = new URL(url);
    const agent = agents.get(host) ?? new Agent({ keepAlive: true, maxSockets: 1 });
    agents.set(host, agent);
    return agent;
  };
  return {
    async times(url, count) {
      const times: number[] = [];
      for (let request = 0; request < count; request += 1) {
        times.push(await timeOf(url, agentOf(url)));
      }
      return times;
    },
    close: () => agents.forEach((agent) => agent.destroy()),
  };
}

function timeOf(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    get(url, { agent, headers: HEADERS }, (answer) => {
      answer.resume();
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(performance.now() - startedMs);
        else reject(new Error(`${url}: ${answer.statusCode}`));
      });
      answer.on('error', reject);
    }).on('error', reject);
  });
}

/** As a phone's browser asks. */
const HEADERS = {
  accept: 'text/html',
  'accept-encoding': 'gzip, deflate, br',
  'accept-language': 'zh-HK',
  'user-agent': 'Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/156 Mobile Safari/537.36',
};
