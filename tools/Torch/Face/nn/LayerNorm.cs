using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Layer normalisation over the last axes: each row by itself, the same in training and evaluation mode.</summary>
    public sealed class LayerNorm : nn.Module<Tensor, Tensor>
    {
        private readonly long[] shape;
        private readonly double epsilon;

        internal LayerNorm(long[] normalized_shape, double eps, Device? device, ScalarType? dtype)
            : base(nameof(LayerNorm))
        {
            shape = normalized_shape;
            epsilon = eps;
            weight = new Parameter(ones(normalized_shape, dtype, device));
            bias = new Parameter(zeros(normalized_shape, dtype, device));
            register_parameter(nameof(weight), weight);
            register_parameter(nameof(bias), bias);
        }

        /// <summary>Scale, of the last axes' shape.</summary>
        public Parameter weight { get; }

        /// <summary>Shift, of the last axes' shape.</summary>
        public Parameter bias { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, shape, weight, bias, epsilon);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Layer normalisation over the last axis, with learned scale and shift.</summary>
            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                elementwise_affine && bias
                    ? new([normalized_shape], eps, device, dtype)
                    : throw new ArgumentException("LayerNorm: only affine with a bias is supported");
        }
    }
}
