import { signatureSuite } from './signature-suite.ts';

signatureSuite();
