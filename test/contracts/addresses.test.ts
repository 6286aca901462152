import { MemoryAddresses } from '../../simulation/memory/addresses.ts';
import { DirectAddresses } from '../../steps/aws/direct-addresses.ts';
import { addressesContract } from './addresses.ts';

addressesContract('DirectAddresses', () => new DirectAddresses('http://{host}'));
addressesContract('MemoryAddresses', () => new MemoryAddresses());
