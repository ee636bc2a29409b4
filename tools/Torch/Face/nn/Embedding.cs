using I2M2.Torch.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A table of rows looked up by number, [..] int64 to [.., d].</summary>
    public sealed class Embedding : nn.Module<Tensor, Tensor>
    {
        private readonly long padding;

        internal Embedding(long num_embeddings, long embedding_dims, long? padding_idx, Device? device, ScalarType? dtype)
            : base(nameof(Embedding))
        {
            padding = padding_idx ?? -1;
            weight = new Parameter(empty([num_embeddings, embedding_dims], dtype, device));
            nn.init.normal_(weight);
            if (padding_idx is { } row)
            {
                using var none = weight.detach().select(0, row);
                none.zero_();
            }

            register_parameter(nameof(weight), weight);
        }

        /// <summary>[rows, d].</summary>
        public Parameter weight { get; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
        {
            var call = new Call(Ops.Embedding);
            return call.Add(weight).Add(input).Add(padding).Run();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A table of rows drawn from N(0, 1); that of padding_idx is zero and gets no gradient.</summary>
            public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null) =>
                max_norm is null && norm_type == 2 && !scale_grad_by_freq && !sparse
                    ? new(num_embeddings, embedding_dims, padding_idx, device, dtype)
                    : throw new ArgumentException("Embedding: only plain tables are supported");
        }
    }
}
