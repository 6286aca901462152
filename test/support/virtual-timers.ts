export * from '../../simulation/virtual-timers.ts';
