using I2M2.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
#pragma warning disable CS1591 // each does what its name says, elementwise unless it takes a dim
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Binary(Ops.Add, target);

        /// <summary>this + alpha * target.</summary>
        public Tensor add(Tensor target, Scalar alpha)
        {
            var call = new Call(Ops.Add);
            return call.Add(this).Add(target).Add(alpha).Run();
        }

        public Tensor add(Scalar scalar) => Binary(Ops.AddScalar, scalar);

        public Tensor add_(Tensor target) => InPlace(Ops.AddInPlace, target);

        /// <summary>this += alpha * target.</summary>
        public Tensor add_(Tensor target, Scalar alpha)
        {
            var call = new Call(Ops.AddInPlace);
            call.Add(this).Add(target).Add(alpha).RunForEffect();
            return this;
        }

        public Tensor add_(Scalar scalar) => InPlace(Ops.AddScalarInPlace, scalar);

        public Tensor sub(Tensor target) => Binary(Ops.Sub, target);

        public Tensor sub(Scalar target) => Binary(Ops.SubScalar, target);

        public Tensor sub_(Tensor target) => InPlace(Ops.SubInPlace, target);

        public Tensor sub_(Scalar target) => InPlace(Ops.SubScalarInPlace, target);

        public Tensor mul(Tensor target) => Binary(Ops.Mul, target);

        public Tensor mul(Scalar target) => Binary(Ops.MulScalar, target);

        public Tensor mul_(Tensor target) => InPlace(Ops.MulInPlace, target);

        public Tensor mul_(Scalar target) => InPlace(Ops.MulScalarInPlace, target);

        public Tensor pow(Tensor exponent) => Binary(Ops.Pow, exponent);

        public Tensor pow(Scalar exponent) => Binary(Ops.PowScalar, exponent);

        /// <summary>this += value * tensor1 * tensor2.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            var call = new Call(Ops.Addcmul);
            call.Add(this).Add(tensor1).Add(tensor2).Add(value).RunForEffect();
            return this;
        }

        /// <summary>this += value * tensor1 / tensor2.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            var call = new Call(Ops.Addcdiv);
            call.Add(this).Add(tensor1).Add(tensor2).Add(value).RunForEffect();
            return this;
        }

        public Tensor neg() => Unary(Ops.Neg);

        public Tensor abs() => Unary(Ops.Abs);

        /// <summary>atan2(imaginary, real) of complex numbers.</summary>
        public Tensor angle() => Unary(Ops.Angle);

        public Tensor exp() => Unary(Ops.Exp);

        public Tensor log() => Unary(Ops.Log);

        public Tensor sqrt() => Unary(Ops.Sqrt);

        public Tensor cos() => Unary(Ops.Cos);

        public Tensor sin() => Unary(Ops.Sin);

        /// <summary>The angle of (x, y) = (other, this), -pi to pi.</summary>
        public Tensor atan2(Tensor other) => Binary(Ops.Atan2, other);

        public Tensor tanh() => Unary(Ops.Tanh);

        public Tensor sigmoid() => Unary(Ops.Sigmoid);

        public Tensor relu() => Unary(Ops.Relu);

        public Tensor matmul(Tensor target) => Binary(Ops.Matmul, target);

        public Tensor zero_() => InPlace(Ops.Zero);

        public Tensor fill_(Scalar value) => InPlace(Ops.Fill, value);

        public Tensor masked_fill(Tensor mask, Scalar value)
        {
            var call = new Call(Ops.MaskedFill);
            return call.Add(this).Add(mask).Add(value).Run();
        }

        /// <summary>Overwrites with draws from U[from, to).</summary>
        public Tensor uniform_(double from, double to, Generator? generator = null)
        {
            var call = new Call(Ops.Uniform);
            call.Add(this).Add(from).Add(to).Add(generator).RunForEffect();
            return this;
        }

        /// <summary>Overwrites with draws from N(mean, std squared).</summary>
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null)
        {
            var call = new Call(Ops.Normal);
            call.Add(this).Add(mean).Add(std).Add(generator).RunForEffect();
            return this;
        }

        public Tensor eq(Tensor target) => Binary(Ops.Eq, target);

        public Tensor eq(Scalar target) => Binary(Ops.EqScalar, target);

        public Tensor ne(Tensor target) => Binary(Ops.Ne, target);

        public Tensor ne(Scalar target) => Binary(Ops.NeScalar, target);

        public Tensor lt(Tensor target) => Binary(Ops.Lt, target);

        public Tensor lt(Scalar target) => Binary(Ops.LtScalar, target);

        public Tensor le(Tensor target) => Binary(Ops.Le, target);

        public Tensor le(Scalar target) => Binary(Ops.LeScalar, target);

        public Tensor gt(Tensor target) => Binary(Ops.Gt, target);

        public Tensor gt(Scalar target) => Binary(Ops.GtScalar, target);

        public Tensor ge(Tensor target) => Binary(Ops.Ge, target);

        public Tensor ge(Scalar target) => Binary(Ops.GeScalar, target);

        public Tensor isnan() => Unary(Ops.IsNan);

        public Tensor isfinite() => Unary(Ops.IsFinite);

        public Tensor all() => Unary(Ops.All);

        public Tensor any() => Unary(Ops.Any);

        /// <summary>Whether |this - target| is at most atol + rtol * |target| everywhere.</summary>
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        {
            var call = new Call(Ops.AllClose);
            return call.Add(this).Add(target).Add(rtol).Add(atol).Add(equal_nan).RunValue().Int != 0;
        }

        public Tensor sum(ScalarType? type = null)
        {
            var call = new Call(Ops.Sum);
            return call.Add(this).Add(type).Run();
        }

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null)
        {
            var call = new Call(Ops.SumDims);
            return call.Add(this).Add([dim]).Add(keepdim).Add(type).Run();
        }

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null)
        {
            var call = new Call(Ops.SumDims);
            return call.Add(this).Add(dim).Add(keepdim).Add(type).Run();
        }

        public Tensor mean() => Unary(Ops.Mean);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            var call = new Call(Ops.MeanDims);
            return call.Add(this).Add(dimensions).Add(keepdim).Add(type).Run();
        }

        /// <summary>Sums of the elements up to each along an axis.</summary>
        public Tensor cumsum(long dim, ScalarType? type = null)
        {
            var call = new Call(Ops.CumSum);
            return call.Add(this).Add(dim).Add(type).Run();
        }

        /// <summary>(sum of |x|^p)^(1/p) along an axis.</summary>
        public Tensor norm(int dim, bool keepdim = false, float p = 2)
        {
            var call = new Call(Ops.NormDim);
            return call.Add(this).Add((Scalar)p).Add([dim]).Add(keepdim).Run();
        }

        /// <summary>max(x, min).</summary>
        public Tensor clamp_min(Scalar min) => Binary(Ops.ClampMin, min);

        public Tensor max() => Unary(Ops.Max);

        public Tensor min() => Unary(Ops.Min);

        public Tensor argmax()
        {
            var call = new Call(Ops.Argmax);
            return call.Add(this).Run();
        }

        public Tensor argmax(long dim, bool keepdim = false)
        {
            var call = new Call(Ops.Argmax);
            return call.Add(this).Add(dim).Add(keepdim).Run();
        }

        /// <summary>log of the sum of exp along an axis, without overflow.</summary>
        public Tensor logsumexp(long dim, bool keepdim = false)
        {
            var call = new Call(Ops.LogSumExp);
            return call.Add(this).Add([dim]).Add(keepdim).Run();
        }

        public Tensor softmax(long dim, ScalarType? dtype = null)
        {
            var call = new Call(Ops.Softmax);
            return call.Add(this).Add(dim).Add(dtype).Run();
        }

        public Tensor log_softmax(long dim, ScalarType? dtype = null)
        {
            var call = new Call(Ops.LogSoftmax);
            return call.Add(this).Add(dim).Add(dtype).Run();
        }

        public static Tensor operator +(Tensor left, Tensor right) => left.Binary(Ops.Add, right);

        public static Tensor operator +(Tensor left, Scalar right) => left.Binary(Ops.AddScalar, right);

        public static Tensor operator +(Scalar left, Tensor right) => right.Binary(Ops.AddScalar, left);

        public static Tensor operator -(Tensor left, Tensor right) => left.Binary(Ops.Sub, right);

        public static Tensor operator -(Tensor left, Scalar right) => left.Binary(Ops.SubScalar, right);

        public static Tensor operator -(Scalar left, Tensor right) => right.Binary(Ops.Rsub, left);

        public static Tensor operator -(Tensor tensor) => tensor.neg();

        public static Tensor operator *(Tensor left, Tensor right) => left.Binary(Ops.Mul, right);

        public static Tensor operator *(Tensor left, Scalar right) => left.Binary(Ops.MulScalar, right);

        public static Tensor operator *(Scalar left, Tensor right) => right.Binary(Ops.MulScalar, left);

        public static Tensor operator /(Tensor left, Tensor right) => left.Binary(Ops.Div, right);

        public static Tensor operator /(Tensor left, Scalar right) => left.Binary(Ops.DivScalar, right);

        public static Tensor operator /(Scalar left, Tensor right)
        {
            using var reciprocal = right.Unary(Ops.Reciprocal);
            return reciprocal.Binary(Ops.MulScalar, left);
        }

        internal Tensor Unary(Operator op)
        {
            var call = new Call(op);
            return call.Add(this).Run();
        }

        internal Tensor Binary(Operator op, Tensor other)
        {
            var call = new Call(op);
            return call.Add(this).Add(other).Run();
        }

        internal Tensor Binary(Operator op, Scalar other)
        {
            var call = new Call(op);
            return call.Add(this).Add(other).Run();
        }

        internal Tensor InPlace(Operator op)
        {
            var call = new Call(op);
            call.Add(this).RunForEffect();
            return this;
        }

        private Tensor InPlace(Operator op, Tensor other)
        {
            var call = new Call(op);
            call.Add(this).Add(other).RunForEffect();
            return this;
        }

        private Tensor InPlace(Operator op, Scalar other)
        {
            var call = new Call(op);
            call.Add(this).Add(other).RunForEffect();
            return this;
        }
    }
#pragma warning restore CS1591
}
