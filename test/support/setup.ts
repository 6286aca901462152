import '../../local/without-aws.ts';
