/**
 * To be imported before any step: the tracing library hooks every promise of the process as soon as it is loaded,
 * which makes millions of them slow, unless it is told not to.
 */
process.env['AWS_XRAY_MANUAL_MODE'] = 'true';
