using I2M2.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>How a loss is reduced over the batch.</summary>
        public enum Reduction : long
        {
            /// <summary>Not at all.</summary>
            None = 0,

            /// <summary>Mean.</summary>
            Mean = 1,

            /// <summary>Sum.</summary>
            Sum = 2,
        }

        /// <summary>Layers without state.</summary>
        public static class functional
        {
            private static readonly long[] One = [1, 1];
            private static readonly long[] Zero = [0, 0];

            /// <summary>max(x, 0).</summary>
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.InPlace(Ops.ReluInPlace) : x.relu();

            /// <summary>x W^T + b, with W [out, in].</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null)
            {
                var call = new Call(Ops.Linear);
                return call.Add(input).Add(weights).AddOptional(bias).Run();
            }

            /// <summary>2-d convolution; two numbers each for strides, padding and dilation.</summary>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
            {
                var call = new Call(Ops.Conv2d);
                return call.Add(input).Add(weight).AddOptional(bias).Add(strides ?? One).Add(padding ?? Zero).Add(dilation ?? One).Add(groups).Run();
            }

            /// <summary>Batch normalisation; updates the running statistics in training mode.</summary>
            public static Tensor batch_norm(Tensor input, Tensor running_mean, Tensor running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-05)
            {
                var call = new Call(Ops.BatchNorm);
                return call.Add(input).AddOptional(weight).AddOptional(bias).AddOptional(running_mean).AddOptional(running_var)
                    .Add(training).Add(momentum).Add(eps).Add(true).Run();
            }

            /// <summary>Normalises each row's channels group by group: mean 0 and variance 1 over a group's channels and pixels.</summary>
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05)
            {
                var call = new Call(Ops.GroupNorm);
                return call.Add(input).Add(num_groups).AddOptional(weight).AddOptional(bias).Add(eps).Add(true).Run();
            }

            /// <summary>Normalises over the last axes, of normalized_shape: mean 0 and variance 1.</summary>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05)
            {
                var call = new Call(Ops.LayerNorm);
                return call.Add(input).Add(normalized_shape).AddOptional(weight).AddOptional(bias).Add(eps).Add(true).Run();
            }

            /// <summary>x times the normal distribution function of x, by erf.</summary>
            public static Tensor gelu(Tensor x) => x.Unary(Ops.Gelu);

            /// <summary>In training, zeros with probability p and the rest over 1 - p.</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (inplace)
                    throw new ArgumentException("dropout: in place is not supported", nameof(inplace));
                var call = new Call(Ops.Dropout);
                return call.Add(input).Add(p).Add(training).Run();
            }

            /// <summary>input over its p-norm along an axis, which counts as eps where it is less.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12) =>
                input / input.norm((int)dim, keepdim: true, p: (float)p).clamp_min(eps);

            /// <summary>softmax(query key^T / sqrt(d) + attn_mask) value, over [.., N, d]. Where libtorch has it: 2.0 and later.</summary>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0, bool is_casual = false)
            {
                var call = new Call(Ops.ScaledDotProductAttention);
                return call.Add(query).Add(key).Add(value).AddOptional(attn_mask).Add(p).Add(is_casual).Run();
            }

            /// <summary>Means over a grid of output_size x output_size windows: window i of n pixels is floor(i n / size) to ceil((i + 1) n / size).</summary>
            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size)
            {
                var call = new Call(Ops.AdaptiveAvgPool2d);
                return call.Add(input).Add([output_size, output_size]).Run();
            }

            /// <summary>Largest element of each window; the stride is the window's size unless given.</summary>
            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
            {
                var call = new Call(Ops.MaxPool2d);
                var s = stride ?? kernel_size;
                var p = padding ?? 0;
                var d = dilation ?? 1;
                return call.Add(input).Add([kernel_size, kernel_size]).Add([s, s]).Add([p, p]).Add([d, d]).Add(ceil_mode).Run();
            }

            /// <summary>Softmax along an axis.</summary>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            /// <summary>Log-softmax along an axis.</summary>
            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            /// <summary>-log softmax(input)[target]; input [B, C], target [B] int64.</summary>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0)
            {
                var call = new Call(Ops.CrossEntropy);
                return call.Add(input).Add(target).AddOptional(weight).Add((long)reduction).Add(ignore_index).Add(label_smoothing).Run();
            }

            /// <summary>-(target log sigmoid(input) + (1 - target) log(1 - sigmoid(input))), elementwise before it is reduced.</summary>
            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null)
            {
                var call = new Call(Ops.BinaryCrossEntropyWithLogits);
                return call.Add(input).Add(target).AddOptional(weight).AddOptional(pos_weights).Add((long)reduction).Run();
            }

            /// <summary>-input[target]; input [B, C] log-probabilities, target [B] int64.</summary>
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
            {
                var call = new Call(Ops.NllLoss);
                return call.Add(input).Add(target).AddOptional(weight).Add((long)reduction).Run();
            }
        }
    }
}
