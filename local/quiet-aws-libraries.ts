/**
 * Settings for AWS libraries outside Lambda. A program imports this file before all others, because the libraries read
 * the settings when they load: the SDK prints no warnings about Node.js versions, and the X-Ray SDK does not hook into
 * promises, which makes a process with millions of promises slow.
 */
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
process.env['AWS_XRAY_MANUAL_MODE'] = 'true';
