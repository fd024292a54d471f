// Runs before the router reads the address: an invite's secret must not stay in the bar or in the history.
import { takeInvite } from '#lib/app/arrival.ts';

takeInvite();
