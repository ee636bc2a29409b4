namespace TorchSharp.Modules
{
    /// <summary>A tensor that is trained. It takes over the tensor it is made from, which is invalid afterwards.</summary>
    public class Parameter : torch.Tensor
    {
        /// <param name="data">Initial values.</param>
        /// <param name="requires_grad">Whether it is trained.</param>
        public Parameter(torch.Tensor data, bool requires_grad = true)
            : base(data.GiveAway()) => this.requires_grad = requires_grad;
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A tensor that is trained.</summary>
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
