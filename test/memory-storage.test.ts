import { MemoryStorage } from './memory-storage.ts';
import { describeStorage } from './storage-contract.ts';

describeStorage('storage in memory', () => new MemoryStorage());
