namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Initial values, drawn from the default generator of the tensor's device.</summary>
        public static class init
        {
            /// <summary>Which side of a weight its scale is taken from.</summary>
            public enum FanInOut
            {
                /// <summary>Inputs.</summary>
                FanIn = 0,

                /// <summary>Outputs.</summary>
                FanOut = 1,
            }

            /// <summary>What follows the layer; its gain is PyTorch's.</summary>
            public enum NonlinearityType
            {
                /// <summary>Nothing: gain 1.</summary>
                Linear = 0,

                /// <summary>max(x, 0): gain sqrt(2).</summary>
                ReLU = 9,

                /// <summary>Leaky ReLU of slope a: gain sqrt(2 / (1 + a^2)).</summary>
                LeakyReLU = 10,
            }

            /// <summary>U[low, high).</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null)
            {
                using var still = no_grad();
                return tensor.uniform_(low, high, generator);
            }

            /// <summary>N(mean, std squared).</summary>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null)
            {
                using var still = no_grad();
                return tensor.normal_(mean, std, generator);
            }

            /// <summary>One value everywhere.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                using var still = no_grad();
                return tensor.fill_(val);
            }

            /// <summary>Zeros.</summary>
            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            /// <summary>Ones.</summary>
            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            /// <summary>U(+-gain * sqrt(3 / fan)) (He et al. 2015).</summary>
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                var bound = calculate_gain(nonlinearity, a) * Math.Sqrt(3.0 / (mode == FanInOut.FanIn ? fanIn : fanOut));
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>N(0, gain^2 / fan) (He et al. 2015).</summary>
            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return normal_(tensor, 0, calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut));
            }

            /// <summary>N(0, gain^2 * 2 / (fan in + fan out)) (Glorot and Bengio 2010).</summary>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return normal_(tensor, 0, gain * Math.Sqrt(2.0 / (fanIn + fanOut)));
            }

            /// <summary>The factor that keeps a signal's variance through a nonlinearity.</summary>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Linear => 1,
                NonlinearityType.ReLU => Math.Sqrt(2),
                _ => Math.Sqrt(2 / (1 + param * param)),
            };

            /// <summary>Inputs and outputs of one unit: [out, in, k...] gives in * k and out * k.</summary>
            /// <exception cref="ArgumentException">Fewer than two axes.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException("Fan in and fan out need a tensor of at least two axes");
                long field = 1;
                foreach (var n in shape.AsSpan(2))
                    field *= n;
                return (shape[1] * field, shape[0] * field);
            }
        }
    }
}
