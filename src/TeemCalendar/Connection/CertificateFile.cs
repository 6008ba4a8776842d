using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TeemCalendar.Core;
using TeemCalendar.Core.Connection;

namespace TeemCalendar.Commands;

/// <summary>Certificates as an administrator names them: by file, or by their thumbprint in this user's store.</summary>
static class CertificateFile
{
    /// <summary>The certificate of a PFX file, with its private key.</summary>
    internal static X509Certificate2 ReadWithKey(string path, SecureString? password) =>
        Read(path, () => new X509Certificate2(path, password), "Give the PFX file that holds the private key, and its password with -CertificatePassword.");

    /// <summary>The public part of a certificate, from a CER, PEM or PFX file; the path may be relative to the session's folder. A private key in it is left where it is.</summary>
    internal static async Task<X509Certificate2> ReadPublicAsync(AsyncPipeline pipeline, string path)
    {
        var full = await pipeline.InvokeAsync(c => FilePath.Resolve(c, path)).ConfigureAwait(false);
        using var read = Read(full, () => new X509Certificate2(full), "Export the certificate without its private key, as a CER file, and give that.");
        return new X509Certificate2(read.RawData);
    }

    /// <summary>The certificate of this user's store.</summary>
    internal static X509Certificate2 FindWithKey(string thumbprint)
    {
        // Copied from Windows' certificate dialog it has blanks, and an invisible mark at its beginning.
        var bare = string.Concat(thumbprint.Where(char.IsAsciiHexDigit));
        return new UserCertificates().Find(bare) ?? throw new TeemException("CertificateNotFound", TeemErrorKind.NotFound,
            $"No certificate {bare} with a private key is in CurrentUser\\My.", bare, "Import its PFX file for the user that runs this session, or give the file with -CertificatePath.");
    }

    static X509Certificate2 Read(string path, Func<X509Certificate2> read, string remedy)
    {
        if (!File.Exists(path))
            throw new TeemException("CertificateNotFound", TeemErrorKind.NotFound, $"There is no certificate file {path}.", path, "Check the path.");
        try
        {
            return read();
        }
        catch (CryptographicException unreadable)
        {
            throw new TeemException("CertificateUnreadable", TeemErrorKind.InvalidInput, $"The certificate in {path} cannot be read: {unreadable.Message}", path, remedy, inner: unreadable);
        }
    }
}
