/**
 * To be imported before any step by whatever runs them outside of Lambda. The SDK's advice on Node versions is of no use
 * where no AWS is at the other end; and the tracing library hooks every promise of the process as soon as it is loaded,
 * which makes millions of them slow, unless it is told not to.
 */
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
process.env['AWS_XRAY_MANUAL_MODE'] = 'true';
