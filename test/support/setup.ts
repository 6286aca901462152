import '../../local/quiet-aws-libraries.ts';
