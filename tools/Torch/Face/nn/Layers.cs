using I2M2.Torch.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>2-d convolution, [B, in, H, W] to [B, out, H', W'].</summary>
    public sealed class Conv2d : nn.Module<Tensor, Tensor>
    {
        private readonly long[] stride;
        private readonly long[] padding;
        private readonly long[] dilation;
        private readonly long groups;

        internal Conv2d(long in_channels, long out_channels, long kernel_size, long stride, long padding, long dilation, long groups, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(Conv2d))
        {
            this.stride = [stride, stride];
            this.padding = [padding, padding];
            this.dilation = [dilation, dilation];
            this.groups = groups;
            weight = new Parameter(empty([out_channels, in_channels / groups, kernel_size, kernel_size], dtype, device));
            nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            register_parameter(nameof(weight), weight);
            if (!bias)
                return;
            var bound = 1 / Math.Sqrt(in_channels / groups * kernel_size * kernel_size);
            this.bias = new Parameter(empty([out_channels], dtype, device));
            nn.init.uniform_(this.bias, -bound, bound);
            register_parameter(nameof(bias), this.bias);
        }

        /// <summary>[out, in / groups, k, k].</summary>
        public Parameter weight { get; }

        /// <summary>[out], or null.</summary>
        public Parameter? bias { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input) =>
            nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
    }

    /// <summary>Batch normalisation over [B, C, H, W]: batch statistics in training mode, running ones in evaluation mode.</summary>
    public sealed class BatchNorm2d : nn.Module<Tensor, Tensor>
    {
        private readonly double epsilon;
        private readonly double momentum;

        internal BatchNorm2d(long num_features, double eps, double momentum, Device? device, ScalarType? dtype)
            : base(nameof(BatchNorm2d))
        {
            epsilon = eps;
            this.momentum = momentum;
            weight = new Parameter(ones([num_features], dtype, device));
            bias = new Parameter(zeros([num_features], dtype, device));
            running_mean = zeros([num_features], dtype, device);
            running_var = ones([num_features], dtype, device);
            num_batches_tracked = zeros([], ScalarType.Int64, device);
            register_parameter(nameof(weight), weight);
            register_parameter(nameof(bias), bias);
            register_buffer(nameof(running_mean), running_mean);
            register_buffer(nameof(running_var), running_var);
            register_buffer(nameof(num_batches_tracked), num_batches_tracked);
        }

        /// <summary>Scale, [C].</summary>
        public Parameter weight { get; }

        /// <summary>Shift, [C].</summary>
        public Parameter bias { get; }

        /// <summary>Mean of the batches seen, exponentially weighted, [C].</summary>
        public Tensor running_mean { get; }

        /// <summary>Unbiased variance of the batches seen, exponentially weighted, [C].</summary>
        public Tensor running_var { get; }

        /// <summary>Batches seen in training mode.</summary>
        public Tensor num_batches_tracked { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
        {
            if (training)
                num_batches_tracked.add_(1);
            return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training, momentum, epsilon);
        }
    }

    /// <summary>Affine map, [.., in] to [.., out].</summary>
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype)
            : base(nameof(Linear))
        {
            weight = new Parameter(empty([outputSize, inputSize], dtype, device));
            nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            register_parameter(nameof(weight), weight);
            if (!hasBias)
                return;
            var bound = 1 / Math.Sqrt(inputSize);
            bias = new Parameter(empty([outputSize], dtype, device));
            nn.init.uniform_(bias, -bound, bound);
            register_parameter(nameof(bias), bias);
        }

        /// <summary>[out, in].</summary>
        public Parameter weight { get; }

        /// <summary>[out], or null.</summary>
        public Parameter? bias { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
    }

    /// <summary>Gated recurrent units, run by libtorch's fused operator.</summary>
    public sealed class GRU : nn.Module<Tensor, Tensor?, (Tensor, Tensor)>
    {
        private readonly List<Parameter> flat = [];
        private readonly long hiddenSize;
        private readonly long numLayers;
        private readonly bool hasBias;
        private readonly bool batchFirst;
        private readonly double dropout;
        private readonly int directions;

        internal GRU(long inputSize, long hiddenSize, long numLayers, bool bias, bool batchFirst, double dropout, bool bidirectional, Device? device, ScalarType? dtype)
            : base(nameof(GRU))
        {
            this.hiddenSize = hiddenSize;
            this.numLayers = numLayers;
            hasBias = bias;
            this.batchFirst = batchFirst;
            this.dropout = dropout;
            directions = bidirectional ? 2 : 1;
            var bound = 1 / Math.Sqrt(hiddenSize);
            for (var layer = 0; layer < numLayers; layer++)
            {
                for (var direction = 0; direction < directions; direction++)
                {
                    var suffix = $"_l{layer}{(direction == 1 ? "_reverse" : "")}";
                    var width = layer == 0 ? inputSize : hiddenSize * directions;
                    Register("weight_ih" + suffix, [3 * hiddenSize, width], bound, device, dtype);
                    Register("weight_hh" + suffix, [3 * hiddenSize, hiddenSize], bound, device, dtype);
                    if (!bias)
                        continue;
                    Register("bias_ih" + suffix, [3 * hiddenSize], bound, device, dtype);
                    Register("bias_hh" + suffix, [3 * hiddenSize], bound, device, dtype);
                }
            }
        }

        /// <summary>All steps' hidden states, and the last ones [layers, B, h]. Batch first: [B, T, in] to [B, T, h].</summary>
        /// <param name="input">The sequence.</param>
        /// <param name="h0">First hidden states [layers, B, h]; zeros when null.</param>
        public override (Tensor, Tensor) forward(Tensor input, Tensor? h0 = null)
        {
            var start = h0 ?? zeros([numLayers * directions, input.shape[batchFirst ? 0 : 1], hiddenSize], input.dtype, input.device);
            var call = new Call(Ops.Gru);
            var result = call.Add(input).Add(start).Add(flat).Add(hasBias).Add(numLayers).Add(dropout)
                .Add(training).Add(directions == 2).Add(batchFirst).RunTwo();
            if (h0 is null)
                start.Dispose();
            return result;
        }

        /// <summary>As <see cref="forward"/>.</summary>
        public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => forward(input, h0);

        private void Register(string name, long[] shape, double bound, Device? device, ScalarType? dtype)
        {
            var parameter = new Parameter(empty(shape, dtype, device));
            nn.init.uniform_(parameter, -bound, bound);
            register_parameter(name, parameter);
            flat.Add(parameter);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>2-d convolution with a square kernel. Weights: Kaiming uniform with a = sqrt(5), as PyTorch.</summary>
            public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                padding_mode == PaddingModes.Zeros
                    ? new(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, device, dtype)
                    : throw new ArgumentException($"Conv2d: padding mode {padding_mode} is not supported", nameof(padding_mode));

            /// <summary>Batch normalisation with learned scale and shift.</summary>
            public static BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                affine && track_running_stats
                    ? new(num_features, eps, momentum, device, dtype)
                    : throw new ArgumentException("BatchNorm2d: only affine with running statistics is supported");

            /// <summary>Affine map.</summary>
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);

            /// <summary>Gated recurrent units.</summary>
            public static GRU GRU(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, device, dtype);
        }
    }

    /// <summary>What a convolution assumes outside the image.</summary>
    public enum PaddingModes
    {
        /// <summary>Zeros.</summary>
        Zeros = 0,

        /// <summary>The image mirrored.</summary>
        Reflect = 1,

        /// <summary>The border repeated.</summary>
        Replicate = 2,

        /// <summary>The image repeated.</summary>
        Circular = 3,
    }
}
