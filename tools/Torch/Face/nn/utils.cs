using I2M2.Torch.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What is done to parameters and gradients from outside.</summary>
        public static class utils
        {
            /// <summary>Scales all gradients by max_norm / (norm + 1e-6) when that is below 1; norm is that of all gradients together.</summary>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using var still = no_grad();
                var gradients = new List<Tensor>();
                foreach (var p in tensors)
                {
                    if (p.grad is { } g)
                        gradients.Add(g);
                }

                if (gradients.Count == 0)
                    return 0;
                var norms = new Call(Ops.ForeachNorm);
                var each = norms.Add(gradients).Add(norm_type).RunMany(gradients.Count);
                var total = new Call(Ops.ForeachNorm);
                var norm = total.Add<Tensor>([stack(each)]).Add(norm_type).RunMany(1)[0].ToDouble();
                var scale = max_norm / (norm + 1e-6);
                if (scale < 1)
                {
                    var clip = new Call(Ops.ForeachMulInPlace);
                    clip.Add(gradients).Add(scale).RunForEffect();
                }

                return norm;
            }
        }
    }
}
