using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Group normalisation over [B, C, H, W]: each row by itself, the same in training and evaluation mode.</summary>
    public sealed class GroupNorm : nn.Module<Tensor, Tensor>
    {
        private readonly long groups;
        private readonly double epsilon;

        internal GroupNorm(long num_groups, long num_channels, double eps, Device? device, ScalarType? dtype)
            : base(nameof(GroupNorm))
        {
            groups = num_groups;
            epsilon = eps;
            weight = new Parameter(ones([num_channels], dtype, device));
            bias = new Parameter(zeros([num_channels], dtype, device));
            register_parameter(nameof(weight), weight);
            register_parameter(nameof(bias), bias);
        }

        /// <summary>Scale, [C].</summary>
        public Parameter weight { get; }

        /// <summary>Shift, [C].</summary>
        public Parameter bias { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => nn.functional.group_norm(input, groups, weight, bias, epsilon);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Group normalisation with learned scale and shift.</summary>
            public static GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1e-05, bool affine = true, Device? device = null, ScalarType? dtype = null) =>
                affine
                    ? new(num_groups, num_channels, eps, device, dtype)
                    : throw new ArgumentException("GroupNorm: only affine is supported", nameof(affine));
        }
    }
}
