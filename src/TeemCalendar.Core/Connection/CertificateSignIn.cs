using System.Security.Cryptography.X509Certificates;

namespace TeemCalendar.Core.Connection;

/// <summary>An application that proves itself with a certificate.</summary>
/// <param name="clientId">The application's id.</param>
/// <param name="certificate">With its private key.</param>
internal sealed class CertificateSignIn(string clientId, X509Certificate2 certificate) : SignIn(clientId)
{
    readonly X509Certificate2 certificate = certificate.HasPrivateKey ? certificate
        : throw new TeemException("CertificateWithoutKey", TeemErrorKind.InvalidInput, $"The certificate {certificate.Thumbprint} has no private key here.", clientId,
            "Use the computer and user that made the certificate, or import its PFX file.");

    internal override string Kind => "Certificate";

    internal override ITokenSource Open(Authority authority) =>
        new ApplicationTokens(ApplicationTokens.Builder(this, authority).WithCertificate(certificate).Build(), authority);
}
