using System.Runtime.InteropServices;

namespace I2M2.Torch;

/// <summary>
/// libtorch refused a call. The message names the operator, each argument with its dtype and shape, and libtorch's reason.
/// Derives from what TorchSharp throws, so that the same catch clause serves both engines.
/// </summary>
public sealed class TorchException(string message) : ExternalException(message);
