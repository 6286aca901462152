// The tests run on the oldest Node that is supported; the SDK's advice on Node versions is not about them.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
// Nor are they about tracing, which hooks every promise of the process unless it is told not to.
process.env['AWS_XRAY_MANUAL_MODE'] = 'true';
