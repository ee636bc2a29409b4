namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public abstract partial class Module
        {
            // Moves or converts in place: the wrappers stay, what they hold changes, so that fields and optimisers keep pointing at it.
            internal void Convert(Device? device, ScalarType? type)
            {
                using var still = no_grad();
                foreach (var (_, p) in ownParameters)
                {
                    using var gradient = p.grad;
                    p.Become(p.Converted(device, type));
                    using var converted = gradient?.Converted(device, type);
                    p.grad = converted;
                }

                foreach (var (_, b, _) in ownBuffers)
                    b.Become(b.Converted(device, b.is_floating_point() ? type : null));
                foreach (var (_, m) in ownModules)
                    m.Convert(device, type);
            }
        }
    }

    public partial class Tensor
    {
        internal Tensor Converted(Device? device, ScalarType? type) => Converted(type, device, false, false, false);

        /// <summary>Takes over what another wrapper holds.</summary>
        internal void Become(Tensor other)
        {
            var needs = requires_grad;
            using var same = other; // libtorch may have returned this very tensor
            var taken = I2M2.Torch.Interop.Native.i2t_share(other.Handle);
            I2M2.Torch.Interop.Native.i2t_free(handle);
            handle = taken;
            if (needs && !requires_grad)
                requires_grad = true;
        }
    }
}

/// <summary>Moves and converts modules, and returns them.</summary>
public static class ModuleExtensionMethods
{
    /// <summary>Moves parameters and buffers to a device.</summary>
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false)
        where T : torch.nn.Module
    {
        module.Convert(device, null);
        return module;
    }

    /// <summary>Converts parameters and floating-point buffers.</summary>
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false)
        where T : torch.nn.Module
    {
        module.Convert(null, type);
        return module;
    }
}
