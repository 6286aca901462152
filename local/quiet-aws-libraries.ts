/**
 * Settings for AWS libraries outside Lambda. A program imports this file before all others, because the X-Ray SDK reads its
 * setting when it loads: in manual mode it does not hook into promises, which makes a process with millions of promises
 * slow. The other setting turns off the SDK's warnings about Node.js versions.
 */
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
process.env['AWS_XRAY_MANUAL_MODE'] = 'true';
