using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TeemCalendar.Core.Connection;

/// <summary>Where the private keys of our applications are kept. Nothing else ever sees them.</summary>
internal abstract class CertificateKeep
{
    /// <summary>The certificate with its private key, or null when it is not here.</summary>
    internal abstract X509Certificate2? Find(string thumbprint);

    /// <summary>Keeps a certificate with its private key.</summary>
    internal abstract void Add(X509Certificate2 certificate);

    /// <summary>Forgets a certificate and its private key; one that is not here is passed over.</summary>
    internal abstract void Remove(string thumbprint);

    /// <summary>How a new key is held until it is kept.</summary>
    private protected abstract X509KeyStorageFlags KeyFlags { get; }

    /// <summary>Makes a self-signed certificate: RSA 2048 and SHA-256, as Microsoft's own examples use for application sign-in.</summary>
    internal X509Certificate2 Create(string name, DateTimeOffset now, int days)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        // A clock that is some minutes behind ours must not find it unborn, and a policy that counts days not find one too many.
        var start = now.AddMinutes(-10);
        using var made = request.CreateSelfSigned(start, start.AddDays(days));
        // Through a PFX: on Windows a key made in memory only cannot sign for MSAL, nor be stored.
        var certificate = new X509Certificate2(made.Export(X509ContentType.Pfx), (string?)null, KeyFlags);
        Add(certificate);
        return certificate;
    }
}

/// <summary>The user's own certificate store: CurrentUser\My.</summary>
internal sealed class UserCertificates : CertificateKeep
{
    // Not exportable. Without PersistKeySet Windows would keep the certificate and forget its key.
    private protected override X509KeyStorageFlags KeyFlags => X509KeyStorageFlags.UserKeySet | X509KeyStorageFlags.PersistKeySet;

    internal override X509Certificate2? Find(string thumbprint)
    {
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser, OpenFlags.ReadOnly);
        return store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false).FirstOrDefault(c => c.HasPrivateKey);
    }

    internal override void Add(X509Certificate2 certificate)
    {
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser, OpenFlags.ReadWrite);
        store.Add(certificate);
    }

    internal override void Remove(string thumbprint)
    {
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser, OpenFlags.ReadWrite);
        foreach (var certificate in store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false)) store.Remove(certificate);
    }
}

/// <summary>The keys of a sandbox tenant: in memory, and beside its store when it has one. They open nothing but the sandbox, and a rehearsal leaves the user's own store alone.</summary>
internal sealed class SandboxCertificates : CertificateKeep
{
    readonly string? file;
    readonly X509Certificate2Collection kept = [];

    private protected override X509KeyStorageFlags KeyFlags => X509KeyStorageFlags.Exportable;

    internal SandboxCertificates(string? storePath)
    {
        file = storePath is null ? null : storePath + ".keys.pfx";
        if (File.Exists(file)) kept.Import(file, null, X509KeyStorageFlags.Exportable);
    }

    internal override X509Certificate2? Find(string thumbprint) => kept.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false).FirstOrDefault();

    internal override void Add(X509Certificate2 certificate)
    {
        kept.Add(certificate);
        Write();
    }

    internal override void Remove(string thumbprint)
    {
        kept.RemoveRange(kept.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false));
        Write();
    }

    void Write()
    {
        if (file is null) return;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(kept.Export(X509ContentType.Pfx)!);
    }
}
