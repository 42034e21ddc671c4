import { lookup as resolve } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** What is no address of a public host: this machine, private and shared networks, documentation, multicast, … */
const notPublic = new BlockList();
const ranges4 = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
  192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4`;
const ranges6 = '2001::/23 2001:db8::/32 2002::/16 3fff::/20';
for (const [ranges, family] of [
  [ranges4, 'ipv4'],
  [ranges6, 'ipv6'],
] as const)
  for (const range of ranges.trim().split(/\s+/)) {
    const [net = '', bits = ''] = range.split('/');
    notPublic.addSubnet(net, Number(bits), family);
  }

/** In use for hosts of the Internet; every other IPv6 address, mapped IPv4 among them, is not public. */
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !notPublic.check(address, 'ipv4');
  return isIP(address) === 6 && global6.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

/** A page lies where none is fetched from. */
class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
  constructor(host: string) {
    super(`${host} is no public address`);
  }
}

/** Whether a page may be fetched from an address. */
export type AddressPolicy = (address: string) => boolean;

/** @throws {PrivateAddressError} for an address in numbers that is not allowed */
export function checkHost(hostname: string, allows: AddressPolicy): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !allows(host)) throw new PrivateAddressError(host);
}

/** Resolves names for a connection, none that leads to an address that is not allowed: what is checked is connected to. */
export function lookupWithin(allows: AddressPolicy): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || !addresses.every(({ address }) => allows(address)))
          done(new PrivateAddressError(hostname), '');
        else if (options.all === true) done(null, addresses);
        else done(null, first.address, first.family);
      },
      (error: unknown) => {
        done(error as NodeJS.ErrnoException, '');
      },
    );
  };
}
